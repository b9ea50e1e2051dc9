/** A row that is no session that could be taken over. Its message never repeats what stood in the row. */
export class WrongSession extends Error {}
