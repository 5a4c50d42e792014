// A plot of curves for the terminal: each curve is { mark, points: [x, y][] }; later curves lie above earlier ones.

export function plot(curves, { width = 66, height = 18, xLabel, yLabel }) {
  const points = curves.flatMap((curve) => curve.points)
  const xMax = Math.max(...points.map(([x]) => x))
  const yMax = Math.ceil(Math.max(...points.map(([, y]) => y)) / 10) * 10
  const rows = Array.from({ length: height }, () => Array(width).fill(' '))
  for (const { mark, points } of curves) {
    for (const [x, y] of points) {
      const column = Math.round((x / xMax) * (width - 1))
      const row = height - 1 - Math.round((y / yMax) * (height - 1))
      rows[row][column] = mark
    }
  }
  const label = (row) => {
    if (row === 0) return String(yMax).padStart(6)
    return row === height - 1 ? '0'.padStart(6) : ' '.repeat(6)
  }
  return [
    `  ${yLabel}`,
    ...rows.map((cells, row) => `${label(row)} │${cells.join('')}`),
    `       └${'─'.repeat(width)}`,
    `       0${xLabel.padStart(width / 2 + xLabel.length / 2)}${String(xMax).padStart(width / 2 - xLabel.length / 2)}`,
  ].join('\n')
}
