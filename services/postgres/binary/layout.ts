/** PostgreSQL counts microseconds from the year 2000. As numbers they are exact from 1715 to 2285. */
export const epochMs = Date.UTC(2000, 0, 1)
