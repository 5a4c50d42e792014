import { InvalidTypeError, PresettingError, RunModeError } from '../errors.js'
import { ClassRegistry, type NodeClass, Parameter, type Result, type StandardClasses } from '../leaf/index.js'
import type { StorageService } from '../service/storage-service.js'
import { addGroup, addLeaf } from '../tree/add.js'
import {
  type Branch,
  type ConfigGroup,
  checkTrajectoryName,
  DEFAULT_PROPERTIES,
  type DerivedParameterGroup,
  type GroupArguments,
  GroupNode,
  type LeafArguments,
  type LeafClass,
  type LeafNode,
  type LeafOptions,
  type Link,
  type NewContent,
  type NewName,
  type ParameterGroup,
  type Properties,
  type ResultGroup,
  RootNode,
  type TreeNode,
  type Wildcard,
  Wildcards,
  withProperties,
} from '../tree/index.js'
import { type Preset, Presets } from './presets.js'
import { RunTable } from './run-table.js'
import { formatTime, now } from './times.js'

export interface TreeOptions {
  readonly comment?: string
  /** Appends the time to the name. */
  readonly addTime?: boolean
  readonly wildcards?: readonly Wildcard[]
  /** Own classes of leaves and groups. */
  readonly classes?: Iterable<NodeClass>
  /** The classes of leaves that are added without one. */
  readonly standardClasses?: StandardClasses
  readonly properties?: Partial<Properties>
}

/** A trajectory that is told what is in it: its schema is the type of `$`. */
export type Typed<Schema extends object> = TrajectoryTree & { readonly $: Schema }

/** The tree side of a trajectory: its identity, branches, adders, presets, and what a run has added. */
export abstract class TrajectoryTree extends RootNode {
  readonly wildcards: Wildcards
  readonly classes: ClassRegistry
  readonly presets = new Presets()
  readonly runs: RunTable
  abstract override readonly service: StorageService
  #properties: Properties
  #timestamp = now()
  #time: string
  #version = ''
  #newNodes = new Set<TreeNode>()
  #newLinks: Link[] = []
  protected runAt = -1
  protected running = false

  constructor(name: string, options: TreeOptions) {
    checkTrajectoryName(name)
    super(name, options.comment)
    this.#time = formatTime(this.#timestamp)
    this.wildcards = new Wildcards(options.wildcards)
    this.classes = new ClassRegistry(options.classes, options.standardClasses)
    this.#properties = withProperties(DEFAULT_PROPERTIES, options.properties ?? {})
    this.runs = new RunTable((index) => this.wildcards.runName(index), 1)
    if (options.addTime) this.name = `${name}_${this.#time}`
  }

  // --- identity -----------------------------------------------------------------------------------------------------

  override get name(): string {
    return super.name
  }

  /** Renaming is for a trajectory that is not in a file; see `migrate()` for one that is. */
  override set name(name: string) {
    if (this.stored) throw new InvalidTypeError(`'${this.name}' is stored under its name: use migrate() to rename it.`)
    checkTrajectoryName(name)
    this.rename(name)
  }

  override get comment(): string {
    return super.comment
  }

  override set comment(text: string) {
    this.forbidInRun('change the comment of the trajectory')
    super.comment = text
  }

  /** Seconds since 1970 at creation. */
  get timestamp(): number {
    return this.#timestamp
  }

  /** The same as text. */
  get time(): string {
    return this.#time
  }

  /** The version of the library that wrote the file it was loaded from; '' if it was not loaded. */
  get version(): string {
    return this.#version
  }

  get properties(): Properties {
    return this.#properties
  }

  /** Changes properties. Throws `UnknownOptionError`, `InvalidTypeError`. */
  setProperties(changes: Partial<Properties>): void {
    this.#properties = withProperties(this.#properties, changes)
  }

  loadIdentity(identity: { name: string; timestamp: number; time: string; comment: string; version: string }): void {
    this.rename(identity.name)
    super.comment = identity.comment
    this.#timestamp = identity.timestamp
    this.#time = identity.time
    this.#version = identity.version
  }

  get length(): number {
    return this.runs.length
  }

  get currentRun(): number {
    return this.runAt
  }

  get isRunning(): boolean {
    return this.running
  }

  /** Throws `RunModeError` while a run is being computed. */
  forbidInRun(action: string): void {
    if (!this.running) return
    throw new RunModeError(`Cannot ${action} during the run '${this.wildcards.runName(this.runAt)}'.`)
  }

  // --- branches and adding ------------------------------------------------------------------------------------------

  get config(): ConfigGroup {
    return this.branchGroup('config')
  }

  get parameters(): ParameterGroup {
    return this.branchGroup('parameters')
  }

  get derivedParameters(): DerivedParameterGroup {
    return this.branchGroup('derived_parameters')
  }

  get results(): ResultGroup {
    return this.branchGroup('results')
  }

  /** Adds a parameter below `parameters`: `(name, value, comment)`, with its class in front, or an instance. */
  addParameter<Schema extends object, N extends NewName<Schema, 'parameters'>>(
    this: Typed<Schema>,
    name: N,
    content?: NewContent<Schema, 'parameters', N>,
    options?: string | LeafOptions,
  ): Parameter
  addParameter<L extends LeafNode>(leaf: L): L
  addParameter<L extends LeafNode, Schema extends object, N extends NewName<Schema, 'parameters'>>(
    this: Typed<Schema>,
    Class: LeafClass<L>,
    name: N,
    content?: NewContent<Schema, 'parameters', N>,
    options?: string | LeafOptions,
  ): L
  addParameter(...args: unknown[]): LeafNode {
    return addLeaf(this, 'parameters', args as LeafArguments)
  }

  /** Adds a config parameter below `config`, in the forms of `addParameter`. */
  addConfig<Schema extends object, N extends NewName<Schema, 'config'>>(
    this: Typed<Schema>,
    name: N,
    content?: NewContent<Schema, 'config', N>,
    options?: string | LeafOptions,
  ): Parameter
  addConfig<L extends LeafNode>(leaf: L): L
  addConfig<L extends LeafNode, Schema extends object, N extends NewName<Schema, 'config'>>(
    this: Typed<Schema>,
    Class: LeafClass<L>,
    name: N,
    content?: NewContent<Schema, 'config', N>,
    options?: string | LeafOptions,
  ): L
  addConfig(...args: unknown[]): LeafNode {
    return addLeaf(this, 'config', args as LeafArguments)
  }

  /** Adds a derived parameter; in a run below that run's group. */
  addDerivedParameter<Schema extends object, N extends NewName<Schema, 'derived_parameters'>>(
    this: Typed<Schema>,
    name: N,
    content?: NewContent<Schema, 'derived_parameters', N>,
    options?: string | LeafOptions,
  ): Parameter
  addDerivedParameter<L extends LeafNode>(leaf: L): L
  addDerivedParameter<L extends LeafNode, Schema extends object, N extends NewName<Schema, 'derived_parameters'>>(
    this: Typed<Schema>,
    Class: LeafClass<L>,
    name: N,
    content?: NewContent<Schema, 'derived_parameters', N>,
    options?: string | LeafOptions,
  ): L
  addDerivedParameter(...args: unknown[]): LeafNode {
    return addLeaf(this, 'derived_parameters', args as LeafArguments)
  }

  /** Adds a result: `(name, value or object of items, comment)`; in a run below that run's group. */
  addResult<Schema extends object, N extends NewName<Schema, 'results'>>(
    this: Typed<Schema>,
    name: N,
    content?: NewContent<Schema, 'results', N>,
    options?: string | LeafOptions,
  ): Result
  addResult<L extends LeafNode>(leaf: L): L
  addResult<L extends LeafNode, Schema extends object, N extends NewName<Schema, 'results'>>(
    this: Typed<Schema>,
    Class: LeafClass<L>,
    name: N,
    content?: NewContent<Schema, 'results', N>,
    options?: string | LeafOptions,
  ): L
  addResult(...args: unknown[]): LeafNode {
    return addLeaf(this, 'results', args as LeafArguments)
  }

  addParameterGroup(...args: GroupArguments<ParameterGroup>): ParameterGroup {
    return addGroup(this, 'parameters', args)
  }

  addConfigGroup(...args: GroupArguments<ConfigGroup>): ConfigGroup {
    return addGroup(this, 'config', args)
  }

  addDerivedParameterGroup(...args: GroupArguments<DerivedParameterGroup>): DerivedParameterGroup {
    return addGroup(this, 'derived_parameters', args)
  }

  addResultGroup(...args: GroupArguments<ResultGroup>): ResultGroup {
    return addGroup(this, 'results', args)
  }

  /** Sets the value that a parameter will get when it is added; the name is without the branch. */
  presetParameter(name: string, value: unknown): void {
    this.#preset({ name: `parameters.${name}`, value })
  }

  /** The same for a config parameter. */
  presetConfig(name: string, value: unknown): void {
    this.#preset({ name: `config.${name}`, value })
  }

  #preset(preset: Preset): void {
    this.forbidInRun('preset a parameter')
    if (this.node(preset.name) !== undefined) {
      throw new PresettingError(`'${preset.name}' exists already: set its value instead of a preset.`)
    }
    this.presets.add(preset)
  }

  // --- what the tree asks -------------------------------------------------------------------------------------------

  standardLeafClass(branch: Branch | null): LeafClass {
    return this.classes.standardFor(branch)
  }

  leafToLoad(className: string, name: string): LeafNode {
    return new (this.classes.leafToLoad(className))(name)
  }

  groupToLoad(className: string, name: string): GroupNode {
    return new (this.classes.groupToLoad(className))(name)
  }

  checkAddition(node: TreeNode, branch: Branch | null, fullName: string): void {
    this.checkKind(node, branch, fullName)
    if (branch === 'parameters' || branch === 'config') this.forbidInRun(`add '${fullName}'`)
    if (node instanceof Parameter) this.presets.apply(fullName, node)
  }

  nodeAdded(node: TreeNode): void {
    if (this.running) this.#newNodes.add(node)
  }

  nodeRemoved(node: TreeNode): void {
    this.#newNodes.delete(node)
  }

  linkAdded(link: Link): void {
    if (this.running) this.#newLinks.push(link)
  }

  linkRemoved({ parent, name }: Link): void {
    this.#newLinks = this.#newLinks.filter((link) => link.parent !== parent || link.name !== name)
  }

  /** Nodes added since the current run started, in order. */
  newNodes(): readonly TreeNode[] {
    return [...this.#newNodes]
  }

  newLinks(): readonly Link[] {
    return this.#newLinks
  }

  protected forgetNew(): void {
    this.#newNodes = new Set()
    this.#newLinks = []
  }

  /** Takes out of memory what the current run has added. */
  removeNew(): void {
    for (const { parent, name } of [...this.#newLinks]) parent.dropLink(name)
    for (const node of this.newNodes().toReversed()) node.parent?.dropChild(node.name)
    this.forgetNew()
  }

  /** The node of exactly that full name. */
  node(fullName: string): TreeNode | undefined {
    let node: TreeNode | undefined = this
    for (const part of fullName === '' ? [] : fullName.split('.')) {
      if (!(node instanceof GroupNode)) return undefined
      node = node.child(part)
    }
    return node
  }

  override describe(): string {
    const comment = this.comment === '' ? '' : ` (${JSON.stringify(this.comment)})`
    const runs = this.length === 1 ? '1 run' : `${this.length} runs`
    const at = this.runAt < 0 ? '' : `, ${this.running ? 'in' : 'at'} ${this.wildcards.runName(this.runAt)}`
    return `<Trajectory ${this.name}${comment}, ${runs}${at}: ${this.describeChildren()}>`
  }
}
