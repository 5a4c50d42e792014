import { addGroup, addLeaf, type GroupArguments, type LeafArguments } from './add.js'
import { GroupNode } from './group-node.js'
import type { LeafNode } from './leaf-node.js'
import type { Branch } from './naming.js'

/** A group of the config branch. */
export class ConfigGroup extends GroupNode {
  /** Adds a config parameter: `(name, value, comment)`, with its class in front, or an instance. */
  addConfig<L extends LeafNode = LeafNode>(...args: LeafArguments<L>): L {
    return addLeaf(this, 'config', args)
  }

  addConfigGroup(...args: GroupArguments<ConfigGroup>): ConfigGroup {
    return addGroup(this, 'config', args)
  }
}

/** A group of the parameters branch. */
export class ParameterGroup extends GroupNode {
  /** Adds a parameter: `(name, value, comment)`, with its class in front, or an instance. */
  addParameter<L extends LeafNode = LeafNode>(...args: LeafArguments<L>): L {
    return addLeaf(this, 'parameters', args)
  }

  addParameterGroup(...args: GroupArguments<ParameterGroup>): ParameterGroup {
    return addGroup(this, 'parameters', args)
  }
}

/** A group of the derived parameters branch. */
export class DerivedParameterGroup extends GroupNode {
  /** Adds a derived parameter: `(name, value, comment)`, with its class in front, or an instance. */
  addDerivedParameter<L extends LeafNode = LeafNode>(...args: LeafArguments<L>): L {
    return addLeaf(this, 'derived_parameters', args)
  }

  addDerivedParameterGroup(...args: GroupArguments<DerivedParameterGroup>): DerivedParameterGroup {
    return addGroup(this, 'derived_parameters', args)
  }
}

/** A group of the results branch. */
export class ResultGroup extends GroupNode {
  /** Adds a result: `(name, value or items, comment)`, with its class in front, or an instance. */
  addResult<L extends LeafNode = LeafNode>(...args: LeafArguments<L>): L {
    return addLeaf(this, 'results', args)
  }

  addResultGroup(...args: GroupArguments<ResultGroup>): ResultGroup {
    return addGroup(this, 'results', args)
  }
}

/** The class of a branch's groups. */
export const branchGroups = {
  config: ConfigGroup,
  parameters: ParameterGroup,
  derived_parameters: DerivedParameterGroup,
  results: ResultGroup,
} as const satisfies Record<Branch, typeof GroupNode>
