export {
  Environment,
  type EnvironmentOptions,
  type Pipeline,
  type PipelineAnswer,
  type RunOptions,
} from './environment.js'
export { type OnProgress, type Progress, progressLine } from './progress.js'
export type { Expansion, Postprocess, RunResult, Simulation, SimulationSource } from './simulation.js'
