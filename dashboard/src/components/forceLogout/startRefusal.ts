import type { ApiError } from '../../api/problem.ts'

/** The server did not answer, or a proxy answered in its place, so the order may have been carried out. */
export const isUnknown = ({ status, code }: ApiError): boolean => status === 0 || code === 'unreadable'

/** Why no operation was started, as far as is known. */
export const startRefusal = (error: ApiError): string => {
  if (isUnknown(error))
    return 'The server did not answer: it is not known whether anything was ended. Look at the list before you try again.'
  if (error.code === 'not-ready') return 'The server is starting. Try again in a few seconds.'
  return error.detail ?? `The server refused: ${error.code}.`
}
