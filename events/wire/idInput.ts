import { z } from 'zod'

/** An id as clients send it. Some write UUIDs in capitals, but our ids are in lower case. */
export const idInput = z.uuid().toLowerCase()
