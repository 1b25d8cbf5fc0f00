import type { Keys } from '../security/keys';
import type { Store } from './store';
export declare function createStore(options: { uri: string; keys: Keys }): Store;
