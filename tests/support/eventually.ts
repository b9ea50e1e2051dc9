import { setTimeout as sleep } from 'node:timers/promises'

/** Repeats an expectation until it holds; after `withinMs` its failure is the test's. */
export const eventually = async <Result>(
  expectation: () => Result | Promise<Result>,
  withinMs = 120_000,
): Promise<Result> => {
  const deadline = Date.now() + withinMs
  for (;;) {
    try {
      return await expectation()
    } catch (error) {
      if (Date.now() > deadline) throw error
      await sleep(25)
    }
  }
}
