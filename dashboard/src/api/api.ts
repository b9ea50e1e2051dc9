import { config, z } from 'zod'
import type { paths } from './generated/routes.ts'
import type { Answered, Http, Query, RequestOptions, TypedPassword } from './http.ts'
import { unreadable } from './problem.ts'

// Otherwise zod would test whether `new Function` works, which the content security policy forbids and reports.
config({ jitless: true })

type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'
/** Paths that the API's description has for a method: any other does not compile. */
type PathOf<M extends Method> = {
  [Path in keyof paths]: paths[Path][M] extends { responses: object } ? Path : never
}[keyof paths]

interface Json<Body> {
  content: { 'application/json': Body }
}
type AnswerOf<Call> = Call extends { responses: infer Answers }
  ? Answers extends { 200: Json<infer Body> } | { 201: Json<infer Body> } | { 202: Json<infer Body> }
    ? Body
    : undefined
  : never

/** The type of a parsed answer: a field that may be absent may be undefined. */
type Parsed<Value> = Value extends readonly (infer Item)[]
  ? Parsed<Item>[]
  : Value extends object
    ? { [Key in keyof Value]: Parsed<Value[Key]> | (object extends Pick<Value, Key> ? undefined : never) }
    : Value
/** The type of a body to send: what may be absent may be undefined, for JSON leaves it out. */
type Given<Value> = Value extends readonly (infer Item)[]
  ? readonly Given<Item>[]
  : Value extends object
    ? { [Key in keyof Value]: Given<Value[Key]> | (object extends Pick<Value, Key> ? undefined : never) }
    : Value

export type QueryOf<M extends Method, Path extends PathOf<M>> = NonNullable<Asked<paths[Path][M]>['query']>

type Params<Call> = Call extends { parameters: { path: infer Names } } ? { params: Names } : { params?: never }
/** An order may be any text, because it may come from the page's address. The server refuses unknown ones. */
type Term<Key, Value> = Key extends 'sort' ? string : Value
/** A term that may be absent may be null: it is then left out of the request. */
type Terms<Query> = {
  [Key in keyof Query]: Term<Key, Query[Key]> | (object extends Pick<Query, Key> ? null | undefined : never)
}
type Asked<Call> = Call extends { parameters: { query: infer Query } }
  ? { query: Terms<Query> }
  : Call extends { parameters: { query?: infer Query } }
    ? { query?: Terms<NonNullable<Query>> }
    : { query?: never }
type Body<Call> = Call extends { requestBody?: infer Sent }
  ? NonNullable<Sent> extends Json<infer Body>
    ? [NonNullable<Sent>] extends [never]
      ? { body?: never }
      : { body: Given<Body> }
    : { body?: never }
  : { body?: never }

type Asking<Call> = Params<Call> & Asked<Call> & Body<Call> & Omit<RequestOptions, 'query'>

type Ask<M extends Method> = <Path extends PathOf<M>, Shape extends z.ZodType<Parsed<AnswerOf<paths[Path][M]>>>>(
  path: Path,
  asking: Asking<paths[Path][M]>,
  shape: Shape,
) => Promise<Answered<z.output<Shape>>>

/**
 * Requests by the routes of the API's own description; answers are parsed.
 * @throws ApiError, `unreadable` where an answer is not of the shape: the server is newer or older than the page
 */
export interface Api {
  get: Ask<'get'>
  post: Ask<'post'>
  put: Ask<'put'>
  patch: Ask<'patch'>
  delete: Ask<'delete'>
}

/** The shape of an answer with status 204. */
export const nothing = z.undefined()

interface Loose {
  params?: Record<string, string>
  query?: Query
  body?: unknown
  signal?: AbortSignal | undefined
  idempotencyKey?: string
  ifMatch?: string
  proof?: TypedPassword
}

const filled = (path: string, params: Record<string, string> = {}): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))

export const apiOver = (http: Http): Api => {
  const ask = (method: Method) => async (path: string, asking: Loose, shape: z.ZodType) => {
    const { params, body, ...options } = asking
    const url = filled(path, params)
    const answer = await (method === 'get' ? http.get(url, options) : http[method](url, body, options))
    const parsed = shape.safeParse(answer.body)
    if (!parsed.success) throw unreadable()
    return { ...answer, body: parsed.data }
  }
  return { get: ask('get'), post: ask('post'), put: ask('put'), patch: ask('patch'), delete: ask('delete') } as Api
}
