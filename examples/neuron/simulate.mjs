// One run: a leaky integrate-and-fire neuron under a constant current.
//
//   tau dV/dt = -V + R I        V above V_th: a spike, then V = 0 for the refractory period
//
// The module's default export is the run function: it reads parameters and adds results.

export default function simulate(traj) {
  const { current, tau, resistance, threshold, refractory } = traj.$.parameters.neuron
  const { duration, dt } = traj.$.parameters.simulation

  const steps = Math.round(duration / dt)
  const trace = new Float32Array(steps)
  const spikeTimes = []
  const target = resistance * current
  const decay = Math.exp(-dt / tau)
  let voltage = 0
  let silentUntil = 0
  for (let step = 0; step < steps; step++) {
    const time = (step + 1) * dt
    if (time > silentUntil) voltage = target + (voltage - target) * decay
    if (voltage >= threshold) {
      spikeTimes.push(time)
      silentUntil = time + refractory
      voltage = 0
    }
    trace[step] = voltage
  }

  traj.addResult('voltage', trace, 'Membrane voltage above rest, mV, one value per step')
  traj.addResult('spikes', { count: spikeTimes.length, times: Float64Array.from(spikeTimes) }, 'Spikes and when, ms')
  return spikeTimes.length
}

/** The rate that theory gives, Hz. */
export function analyticRate({ current, tau, resistance, threshold, refractory }) {
  const target = resistance * current
  return target <= threshold ? 0 : 1000 / (refractory + tau * Math.log(target / (target - threshold)))
}
