import type { BankProfile } from '../../../connectors/berlin-group/profile';
import type { Clothes } from '../../../sandbox/bank/clothes/clothes';

/** A bank behind the relay: its profile, its address there, and who answers for it. */
export interface Fronted {
  profile: BankProfile;
  /** `/banks/pager`. */
  base: string;
  answeredBy: Clothes;
}
