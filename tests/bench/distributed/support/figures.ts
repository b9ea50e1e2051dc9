export const whole = (value: number): string => Math.round(value).toLocaleString('en')
export const percent = (part: number, of: number): string => `${Math.round((100 * part) / of)} %`

export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN

/** `share`: from 0 to 1. */
export const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((one, other) => one - other)[Math.max(0, Math.ceil(values.length * share) - 1)] ?? Number.NaN

/** What is aimed at, and whether it was reached, to stand beside a figure. */
export const aim = (text: string, isReached: boolean): string =>
  `(aim ${text}: ${isReached ? 'reached' : 'NOT reached'})`

export const secondsOf = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now()
  await work()
  return (performance.now() - began) / 1000
}

export const say = (line: string): void => console.log(line)
