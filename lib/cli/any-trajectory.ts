import { InvalidTypeError } from '../errors.js'
import { GroupNode, type LeafNode, type LoadOptions, Parameter, Result, Trajectory } from '../index.js'
import { classNamed } from '../leaf/stand-in.js'

/** A trajectory to look at: nodes of classes that nobody here knows are shown by standard ones of the same name. */
class AnyTrajectory extends Trajectory {
  override leafToLoad(className: string, name: string): LeafNode {
    return known(() => new (this.classes.leaf(className))(name)) ?? new (leafNamed(className))(name)
  }

  override groupToLoad(className: string, name: string): GroupNode {
    return known(() => new (this.classes.group(className))(name)) ?? new (classNamed(GroupNode, className))(name)
  }
}

/** Loads a trajectory, by default the newest: parameters with data, names of results unless `options` say other. */
export async function loadAnyTrajectory(
  filename: string,
  name?: string,
  options: LoadOptions = {},
): Promise<Trajectory> {
  const traj = new AnyTrajectory(undefined, { filename })
  await traj.loadAny(name === undefined ? options : { ...options, name })
  return traj
}

function known<T>(make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (error instanceof InvalidTypeError) return undefined
    throw error
  }
}

// A file does not say whether a leaf is a parameter; its class does, by convention.
const leafNamed = (className: string): (new (name: string) => LeafNode) =>
  className.includes('Parameter') ? classNamed<LeafNode>(Parameter, className) : classNamed<LeafNode>(Result, className)
