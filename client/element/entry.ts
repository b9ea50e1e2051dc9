/** `rollcall-client/element`: `<rollcall-sessions>`, for pages of any making. */
export { defineSessionsElement, type SessionsClient, type SessionsElement } from './sessionsElement.ts'
export { englishWords, type SessionWords } from './sessionWords.ts'
