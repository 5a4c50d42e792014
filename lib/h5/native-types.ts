/** Element types and values as they cross to the addon and back. */

/**
 * An element type.
 *
 * A string is numpy's array-protocol typestr: `|b1` (HDF5 8-bit bitfield on PyTables' nodes) · `|B1 <B2 <B4 <B8`
 * (bitfields otherwise) · `|i1 <i2 <i4 <i8` · `|u1 <u2 <u4 <u8` ·
 * `<f2 <f4 <f8` · `<f16` (x87 80 bit in 16 bytes) · `<c8 <c16 <c32` (compound `r`, `i`) · `|S12` (12 bytes, character
 * set ASCII) · `|T12` (12 bytes, character set UTF-8) · `|S` and `|T` (variable length text) · `<t4 <t8` (HDF5 time) ·
 * `|V16` (opaque) · `|R8` (object reference). `>` instead of `<` says that the *file* is big endian.
 */
export type DType = string | StructDType | ArrayDType | VlenDType | EnumDType
export interface StructDType {
  readonly fields: readonly (readonly [name: string, dtype: DType])[]
}
export interface ArrayDType {
  readonly base: DType
  readonly shape: readonly number[]
}
export interface VlenDType {
  readonly vlen: DType
}
export interface EnumDType {
  readonly enum: string
  readonly members: readonly (readonly [name: string, value: number | bigint])[]
}

/** A value with its exact type. `shape` is `[]` for a scalar and `null` for a null dataspace. */
export interface TypedValue {
  readonly dtype: DType
  readonly shape: readonly number[] | null
  /** Packed bytes; the texts themselves for variable length text (`|S`, `|T`). */
  readonly data: Uint8Array | readonly string[]
}

/**
 * An attribute's value.
 *
 * Written: a string becomes STR(byte length, UTF-8), the empty string STR(1, UTF-8) with a null dataspace; a number i64
 * if it is an integer, else f64; a bigint i64, or u64 above 2^63 - 1; a boolean B8 on PyTables' nodes, else an
 * enumeration FALSE, TRUE over uint8.
 * Read: UTF-8 text scalars (fixed or variable length, null dataspace = '') are strings, scalars of B8 on PyTables' nodes
 * and of that enumeration are booleans, all else is a TypedValue; what cannot be decoded is `{ error, code }`.
 *
 * Texts cross as `lib/values/text.ts` says, whatever their bytes are.
 */
export type NativeAttributeValue = string | number | bigint | boolean | TypedValue
export type NativeAttribute = readonly [name: string, value: NativeAttributeValue]
export interface Unreadable {
  readonly error: string
  readonly code: string
}
export type ReadAttribute = readonly [name: string, value: string | boolean | TypedValue | Unreadable]
