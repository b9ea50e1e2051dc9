import { CodedError } from '#services/ports/errors.ts'
import type { ViewWatch } from '#services/projections/queries/viewWatch.ts'
import type { Report } from './steps.ts'

const lookEveryMs = 1_000
/** Views that stand still this long will not get there without help; those that move may take as long as they need. */
const mostStandingLooks = 60

/** Waits until the views cover the log's head of now. @throws CodedError view-behind when they stand still */
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
