/** What an endpoint's secrets are sealed for: none can be opened in another's place. */
export const secretPlace = (endpoint_id: string): string => `webhook/${endpoint_id}`;
