/** What is said before somebody types a new password. */
export const passwordHint = (minimumLength = 8): string =>
  `At least ${minimumLength} characters. Several unrelated words make a good one.`
