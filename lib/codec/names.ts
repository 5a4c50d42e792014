/** Attribute names by which a stored item says what it was. */
export const STORE = 'SRVC_STORE'
export const SHARED_TYPE = 'SRVC_SHARED_TYPE'
export const SPLIT_TABLE = 'SPLIT_TABLE'
export const DATATYPE_TABLE = 'DATATYPE_TABLE'
export const DATA = 'SRVC_DATA_'
export const COLL_TYPE = 'COLL_TYPE'
export const SCALAR_TYPE = 'SCALAR_TYPE'

/*
 * Ours alone; pypet does not look at them and reads the file as ever.
 *
 * EXACT_TYPE: the scalar type where SCALAR_TYPE names a wider one that pypet can restore ('str_' beside 'str').
 * NULS: i64 (n, 2), pairs of the index of an element and the number of NULs that its text or bytes end with.
 * ORDER: i32 (n), for each name in the order of insertion its place in alphabetical order.
 */
export const EXACT_TYPE = 'EXACT_TYPE'
export const NULS = 'NULS'
export const ORDER = 'ORDER'

/** Prefix of the recall attributes of one column. */
export const columnPrefix = (column: string): string => `SRVC_COLUMN_${column}_`
