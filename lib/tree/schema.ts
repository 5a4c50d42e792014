import type { Complex, Scalar, Value } from '../values/index.js'
import type { Branch } from './naming.js'
import type { Natural } from './natural-naming.js'
import type { TreeNode } from './node.js'

/*
 * A schema says what is in a trajectory as natural naming gives it: groups as objects, values by name. All of this is
 * for the compiler; without a schema every name is text and every value unknown.
 */

/** What a schema says of a branch; anything where it says nothing. */
type BranchOf<Schema, B extends Branch> = B extends keyof Schema ? NonNullable<Schema[B]> : Natural

type Primitive = string | number | boolean | bigint

/** What is a value, as against a group of further names. */
type Leaf = Primitive | readonly unknown[] | ArrayBufferView | Complex | ReadonlyMap<string, unknown> | Value | TreeNode

/** Dotted names of the values below a group. */
type NameIn<Group> = string extends keyof Group
  ? string
  : {
      [Key in keyof Group & string]-?: unknown extends Group[Key]
        ? Key | `${Key}.${string}`
        : NonNullable<Group[Key]> extends Leaf
          ? Key
          : `${Key}.${NameIn<NonNullable<Group[Key]>>}`
    }[keyof Group & string]

type ValueIn<Group, Name extends string> = string extends keyof Group
  ? unknown
  : Name extends keyof Group
    ? NonNullable<Group[Name]>
    : Name extends `${infer Key}.${infer Rest}`
      ? Key extends keyof Group
        ? ValueIn<NonNullable<Group[Key]>, Rest>
        : unknown
      : unknown

/** What a leaf may be given whose value reads as `T`: that, in its typed form too. */
type ContentFor<T> = unknown extends T
  ? unknown
  : T extends TreeNode
    ? unknown
    : T extends Primitive
      ? T | Scalar | null
      : T | Value | null

/** The name of a leaf to be added to a branch, with or without the branch; what names its run is not checked. */
export type NewName<Schema, B extends Branch> =
  | NameIn<BranchOf<Schema, B>>
  | `${B}.${NameIn<BranchOf<Schema, B>>}`
  | (B extends 'results' | 'derived_parameters' ? `runs.${string}` : never)

/** What a leaf of that name may be given. */
export type NewContent<Schema, B extends Branch, Name extends string> = ContentFor<
  ValueIn<BranchOf<Schema, B>, Name extends `${B}.${infer Rest}` ? Rest : Name>
>

type Explorable<Schema> = Pick<Schema, keyof Schema & ('parameters' | 'derived_parameters' | 'config')>

/** A name and what is left of it when parts in front are left out. */
type Shortened<Name extends string> = Name | (Name extends `${string}.${infer Rest}` ? Shortened<Rest> : never)

/** Values run by run, by the names of parameters that a schema has. */
type KnownRanges<Schema> = {
  readonly [Name in NameIn<Explorable<Schema>> as Shortened<Name>]: Iterable<
    ContentFor<ValueIn<Explorable<Schema>, Name>>
  >
}

type At<T, Key> = Key extends keyof T ? T[Key] : never

/** Nothing further where there is no schema; else that all names of `Given` are in it, and all values of its types. */
export type CheckedRanges<Schema, Given> = string extends keyof Schema
  ? unknown
  : keyof Explorable<Schema> extends never
    ? unknown
    : Given extends ReadonlyMap<string, unknown>
      ? unknown
      : { readonly [Name in keyof Given]: At<KnownRanges<Schema>, Name> }
