const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })

/** `29 November 2026 at 05:51 UTC`: a mail cannot know where it is read. */
export const shownTime = (at: string): string => `${format.format(Date.parse(at))} UTC`
