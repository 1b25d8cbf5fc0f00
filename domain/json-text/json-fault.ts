/** What can be wrong with a text that should be JSON. */
export type JsonFaultCode =
  | 'json_empty'
  | 'json_malformed'
  | 'json_duplicate'
  | 'json_byte_order_mark'
  | 'json_encoding'
  | 'json_too_deep'
  | 'json_number'
  | 'json_unicode'
  | 'json_reserved_name';

/** A fault of a JSON text; `pointer`: to the value that it is about, or that was being read. */
export interface JsonFault {
  code: JsonFaultCode;
  /** Where in the text, in UTF-16 code units. */
  offset: number;
  pointer: string;
  message: string;
  /** The value at the pointer is not what was meant: nothing else is worth saying about it. */
  isMuted?: true;
}
