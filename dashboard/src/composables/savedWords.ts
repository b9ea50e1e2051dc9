/** What stands beside the button of a form that shows what is in force: saved, or why there is nothing to save. */
export const savedWords = (isWritten: boolean, wasSaved: boolean, saved: string): string => {
  if (isWritten) return ''
  return wasSaved ? saved : 'Nothing is changed.'
}
