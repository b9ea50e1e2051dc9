import { setFlagsFromString } from 'node:v8'

/**
 * Keeps garbage small beside what is alive, for a command that reads or writes much: V8 would let the heap of a busy
 * process grow to four times of that before it collects, and the space for young objects to 100 MB. Here a fifth more than what is
 * alive is collected. Costs a third more of the processor.
 */
export const keepHeapLean = (): void => {
  setFlagsFromString('--heap-growing-percent=20')
  setFlagsFromString('--semi-space-growth-factor=1')
}
