import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Snapshot, SnapshotOf, Snapshots } from '#services/eventStore/snapshots.ts'

export interface SnapshotsUnderTest {
  snapshots: Snapshots
  /** A tenant with a key of its own. */
  tenantId: string
  /** A person of that tenant, with a key. */
  subject: string
  stop(): Promise<void>
}

export const snapshotAt = (revision: number, state: unknown = { seen: revision }): Snapshot => ({
  state,
  revision,
  position: revision + 100,
  eventId: randomUUID(),
})

/** What whoever keeps snapshots must do; each adapter's test calls it with its own factory. */
export const snapshotsContract = (name: string, create: () => Promise<SnapshotsUnderTest>): void => {
  describe(`${name} as a keeper of snapshots`, () => {
    let under: SnapshotsUnderTest
    beforeAll(async () => {
      under = await create()
    })
    afterAll(() => under?.stop())
    const newStream = (change: Partial<SnapshotOf> = {}): SnapshotOf => ({
      tenantId: under.tenantId,
      stream: `session-${under.tenantId}+${randomUUID()}`,
      kind: 'session',
      version: 1,
      ...change,
    })

    it('knows none of a stream that has none', async () => {
      expect(await under.snapshots.find(newStream())).toBeNull()
    })

    it('gives back what was kept, maps and absent members too', async () => {
      const of = newStream()
      const kept = snapshotAt(7, { roles: new Map([['ann', ['admin']]]), name: 'Zoë', message: null, gone: undefined })
      await under.snapshots.keep(of, under.subject, kept)
      expect(await under.snapshots.find(of)).toStrictEqual(kept)
    })

    it('keeps the newest, in whichever order they come', async () => {
      const of = newStream()
      for (const revision of [300, 192, 500, 384]) await under.snapshots.keep(of, under.subject, snapshotAt(revision))
      expect(await under.snapshots.find(of)).toMatchObject({ revision: 500, state: { seen: 500 } })
    })

    it('passes over one of another version, and lets it be replaced', async () => {
      const of = newStream()
      await under.snapshots.keep(of, under.subject, snapshotAt(500))
      const changed = { ...of, version: 2 }
      expect(await under.snapshots.find(changed)).toBeNull()
      await under.snapshots.keep(changed, under.subject, snapshotAt(300))
      expect(await under.snapshots.find(changed)).toMatchObject({ revision: 300 })
      expect(await under.snapshots.find(of)).toBeNull()
    })

    it('keeps the kinds of one stream apart', async () => {
      const of = newStream()
      const other = { ...of, kind: 'moves' }
      await under.snapshots.keep(of, under.subject, snapshotAt(200))
      await under.snapshots.keep(other, '', snapshotAt(400))
      expect(await under.snapshots.find(of)).toMatchObject({ revision: 200 })
      expect(await under.snapshots.find(other)).toMatchObject({ revision: 400 })
    })
  })
}
