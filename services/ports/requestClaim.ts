/**
 * What a request with an Idempotency-Key holds while it is being carried out. Whoever repeats the key after a crash meets
 * the same ids again, so an append that was stored is answered, not done twice.
 */
export interface RequestClaim {
  /** The claim's first id, second id, ...: for the things a request makes and the events it appends. */
  eventIds: () => string
  /** An earlier holder may have got as far as appending. */
  repeated: boolean
}
