type Packages = Record<string, object>;
export function installed(root: string): boolean;
export function holds(there: Packages, wanted: Packages): boolean;
