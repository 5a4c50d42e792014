export {
  Environment,
  type EnvironmentOptions,
  type Pipeline,
  type PipelineAnswer,
  type RunOptions,
} from './environment.js'
export { type OnProgress, type Progress, progressLine } from './progress.js'
export type {
  Expansion,
  Postprocess,
  RunResult,
  Simulation,
  SimulationModule,
  SimulationSource,
} from './simulation.js'
export type { WrapMode } from './workers/modes/index.js'
export type { WorkerOptions } from './workers/options.js'
