import { z } from 'zod'

/** An id as clients send it: ids are made in lower case, and some clients write UUIDs in capitals. */
export const idInput = z.uuid().toLowerCase()
