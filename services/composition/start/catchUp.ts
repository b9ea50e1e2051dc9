import { CodedError } from '#services/ports/errors.ts'
import type { ViewWatch } from '#services/projections/queries/viewWatch.ts'
import type { Report } from './steps.ts'

const lookEveryMs = 1_000
/** How many looks in a row may find the views at the same position before the start fails. Views that move may take any time. */
const mostStandingLooks = 60

/** Waits until the views cover the log up to `head`. @throws CodedError view-behind when they stand still */
export const catchUp = async (
  { viewPosition, waitForView }: Pick<ViewWatch, 'viewPosition' | 'waitForView'>,
  head: number,
  report: Report = async () => undefined,
): Promise<void> => {
  let last = await viewPosition()
  for (let standing = 0; standing < mostStandingLooks; standing += 1) {
    const isThere = await waitForView(head, lookEveryMs).then(
      () => true,
      () => false,
    )
    if (isThere) return
    const position = await viewPosition()
    if (position > last) standing = 0
    last = position
    await report(position, head)
  }
  throw new CodedError('view-behind', {
    detail: `The views stand still at ${last} of ${head} events; the log says why.`,
  })
}
