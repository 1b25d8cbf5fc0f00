/** What can be wrong with the shape of a document. */
export type ShapeCode =
  | 'member_unknown'
  | 'member_missing'
  | 'type_wrong'
  | 'value_not_allowed'
  | 'value_repeated'
  | 'name_bad'
  | 'text_bad'
  | 'number_out_of_range'
  | 'size_wrong'
  | 'step_kind'
  | 'duration_bad';

/** A fault of shape. `about`: the name of the member that is missing or unknown. */
export interface ShapeFault {
  code: ShapeCode;
  pointer: string;
  message: string;
  /** The name is at fault, not the value. */
  place?: 'key';
  /** The member that is missing, or the one that an unknown member was probably meant to be. */
  about?: string;
}
