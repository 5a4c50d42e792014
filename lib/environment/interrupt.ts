/** While it lasts, the first interrupt from the keyboard asks to stop; the second one ends the process as usual. */
export function onInterrupt(stop: () => void): () => void {
  const first = () => {
    process.removeListener('SIGINT', first)
    stop()
  }
  process.on('SIGINT', first)
  return () => {
    process.removeListener('SIGINT', first)
  }
}
