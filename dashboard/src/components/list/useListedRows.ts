import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Frame } from '#events/live/frames.ts'
import { retirementsAmong } from '#events/retention/leaving.ts'
import { ApiError, isAbort } from '../../api/problem.ts'
import { useConnections } from '../../connections.ts'
import { liveRows, type ListedRow } from './liveRows.ts'
import type { ListAsked, RowKind } from './rowKind.ts'
import type { Unapplied } from './unapplied.ts'

export interface ListedRowsOptions<Row> {
  kind: RowKind<Row>
  /** Null while the filter cannot be read: the last list stays. */
  asked: Readonly<Ref<ListAsked | null>>
  /** Whether rows must not move now. */
  isHolding: () => boolean
  /** Rows that were loaded when the list was left: the first read goes as far. */
  loadedBefore: number
  pageSize: number
  /** A list longer than this is read anew while the person does not hold it; absent: all loaded rows stay. */
  mostRows?: number
}

/** A list read again is read this far at most; what lies beyond is kept current by frames alone. */
const readAgainRows = 1000
/** How long a view may take to show an event: a row that began so shortly before a read may be missing in its answer. */
const viewLagMs = 2000

/** The loaded part of a list, read page by page and kept current by frames. */
export const useListedRows = <Row>(options: ListedRowsOptions<Row>) => {
  const { kind, asked, isHolding, pageSize, mostRows = Infinity } = options
  const { live, serverClock } = useConnections()
  const rows = shallowRef<readonly ListedRow<Row>[]>([])
  /** Grows with every change, in place ones too. */
  const version = shallowRef(0)
  const failure = shallowRef<ApiError | null>(null)
  const isReady = shallowRef(false)
  /** A list other than the one on screen is being read. */
  const isReplacing = shallowRef(true)
  /** Grows when rows on screen change places. */
  const arranged = shallowRef(0)
  let list = liveRows({ kind, matches: () => true, compare: kind.compareBy('') })
  const listed = shallowRef<ListAsked | null>(null)
  let firstRead = options.loadedBefore
  /** The next read starts the list anew, even when it asks for the same. */
  let isStale = false
  let cursor: string | null = null
  /** Frames that came while a further page was on its way. */
  let meanwhile: Frame[] | null = null
  let untinting: ReturnType<typeof setTimeout> | undefined

  /** How the rows on screen differ from the wanted ones; null: not at all, or there are none yet. */
  const unlikeListed = (wanted: ListAsked): Unapplied | null => {
    const now = listed.value
    if (now === null) return null
    if (wanted.filter !== now.filter) return 'filter'
    return wanted.sort === now.sort ? null : 'order'
  }
  const show = () => {
    rows.value = list.rows()
    version.value += 1
  }
  const untint = () => {
    const remain = list.untint(serverClock.now())
    untinting = remain ? setTimeout(untint, 200) : undefined
    show()
  }
  const arrival = () => ({ hold: isHolding(), now: serverClock.now() })
  const patch = (changes: readonly Row[]) => {
    if (changes.length === 0) return
    list.patch(changes, arrival())
    untinting ??= setTimeout(untint, 200)
    show()
  }
  const retire = (frames: readonly Frame[]) => {
    const { leavesWith } = kind
    if (leavesWith === undefined) return
    const retirements = frames.flatMap(({ log }) => retirementsAmong(log))
    if (retirements.length === 0) return
    list.leave((row) => retirements.some((retirement) => leavesWith(row, retirement)))
    show()
  }
  const take = (frames: readonly Frame[]) => {
    if (listed.value === null) return
    patch(frames.flatMap((frame) => kind.inFrame(frame)))
    retire(frames)
  }

  const readPages = async (wanted: ListAsked, atLeast: number, signal: AbortSignal) => {
    const read: Row[] = []
    let next: string | null = null
    for (;;) {
      const page = await kind.read({ ...wanted, cursor: next, limit: pageSize }, signal)
      read.push(...page.rows)
      next = page.next
      if (next === null || read.length >= atLeast) return { rows: read, next, position: page.position }
    }
  }
  /** How far the list is read: as far as it was, or a page. */
  const rowsToRead = (isSame: boolean): number => Math.min(readAgainRows, isSame ? list.rows().length : firstRead)

  const begin = (wanted: ListAsked, fresh: readonly Row[], more: boolean, at: string) => {
    const isOther = listed.value !== null
    list = liveRows({ kind, matches: kind.predicateOf(wanted.filter), compare: kind.compareBy(wanted.sort) })
    list.replace(fresh, more, at)
    firstRead = 0
    if (isOther) arranged.value += 1
  }
  const read = async (signal: AbortSignal): Promise<string | null> => {
    const wanted = asked.value
    if (wanted === null) return null
    const isSame = !isStale && listed.value !== null && unlikeListed(wanted) === null
    const at = new Date(serverClock.now() - viewLagMs).toISOString()
    isReplacing.value = !isSame
    try {
      const page = await readPages(wanted, rowsToRead(isSame), signal)
      if (isSame) list.reconcile(page.rows, page.next !== null, arrival())
      else begin(wanted, page.rows, page.next !== null, at)
      if (!isSame || page.next === null) cursor = page.next
      listed.value = wanted
      isStale = false
      failure.value = null
      isReady.value = true
      isReplacing.value = false
      show()
      return page.position
    } catch (error) {
      if (!isAbort(error)) isReplacing.value = false
      if (error instanceof ApiError) failure.value = error
      throw error
    }
  }
  const beginAnew = () => {
    isStale = true
    return following.reread()
  }

  const following = live.follow({
    read,
    apply(frames: readonly Frame[]) {
      meanwhile?.push(...frames)
      take(frames)
      if (list.rows().length > mostRows && !isStale && !isHolding()) void beginAnew()
    },
  })

  /** The next page, when the person has scrolled near the end of what is loaded. */
  const readMore = async () => {
    const wanted = listed.value
    if (cursor === null || meanwhile !== null || isReplacing.value || wanted === null) return
    const into = list
    meanwhile = []
    try {
      const page = await kind.read({ ...wanted, cursor, limit: pageSize })
      if (into !== list) return
      list.append(page.rows, page.next !== null)
      cursor = page.next
      take(meanwhile)
      show()
    } catch (error) {
      if (!(error instanceof ApiError)) return
      failure.value = error
      // The server did not answer. The whole list is read again, which is repeated until the server answers.
      if (error.status === 0) void following.reread()
    } finally {
      meanwhile = null
    }
  }

  watch(asked, (wanted) => (wanted === null ? undefined : following.reread()))
  onScopeDispose(() => {
    following.stop()
    clearTimeout(untinting)
  })

  return {
    rows,
    version,
    failure,
    isReady,
    isReplacing,
    arranged,
    listed,
    unapplied: computed(() => (asked.value === null ? null : unlikeListed(asked.value))),
    hasMore: computed(() => (void version.value, list.hasMore())),
    unsettled: computed(() => {
      void version.value
      return { waiting: list.waiting(), left: list.left(), isOutOfOrder: list.isOutOfOrder() }
    }),
    find: (id: string) => list.find(id),
    readMore,
    reread: following.reread,
    /** Lets in what waits, drops what left, sorts; read anew where rows beyond the loaded ones may belong between them. */
    async tidy() {
      if (list.hasMore()) return beginAnew()
      list.tidy()
      arranged.value += 1
      show()
    },
  }
}
