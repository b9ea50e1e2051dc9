import { sleep } from '#services/ambient/sleep.ts'
import type { Route } from '#services/http/route.ts'
import { mailRoutes } from '#services/notify/mailRoutes.ts'
import { cursors } from '#services/projections/queries/cursors.ts'
import { noticeRoutes } from '#services/notify/notices/noticeRoutes.ts'
import { forgotRoutes } from '#services/tenants/passwords/passwordRoutes.ts'
import { appliedHere } from './appliedHere.ts'
import type { CompositionParts } from './compositionParts.ts'
import type { Core } from './openCore.ts'

/** What has to do with mails: those that were written, notices and what they lead to, forgotten passwords. */
export const writingRoutes = (
  { data, surroundings }: CompositionParts,
  { tenants: { directory, commands }, mails, tail }: Core,
): Route[] => {
  const { app, writer } = data.databases
  const { isSetUp: mailsAreSetUp } = mails
  const accounts = {
    stateOf: commands.noticesOf,
    change: commands.changeNotices,
    disown: appliedHere({ tail }, commands.disownNotice),
  }
  const { askForReset } = commands
  const { clock } = surroundings.ambient
  return [
    ...forgotRoutes({ clock, directory, askForReset, mailsAreSetUp, pause: sleep }),
    ...noticeRoutes({ ...mails, app, mailsAreSetUp, accounts }),
    ...mailRoutes({ ...mails, app, writer, cursors: cursors(data.masterKey) }),
  ]
}
