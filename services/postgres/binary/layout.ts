/** PostgreSQL counts microseconds from the year 2000. As numbers they are exact from 1715 to 2285. */
export const epochMs = Date.UTC(2000, 0, 1)

/** Where the digits of each of a UUID's 16 bytes stand in its text. */
export const uuidOffsets = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34]
