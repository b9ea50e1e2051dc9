/** Says how much is done, and of how much. */
export type Report = (done: number, total: number) => Promise<void>

/** Does what `doing` tells an operator, who is told how far it is. */
export type Phase = <Result>(doing: string, work: (report: Report) => Promise<Result>) => Promise<Result>
