import type { Grant, SignedOutNotice } from './grant.ts'

/** What the tabs of one browser tell each other. Tokens pass from memory to memory; nothing is stored. */
export type TabMessage =
  | { kind: 'granted'; grant: Grant }
  | { kind: 'ended'; sessionId: string; notice: SignedOutNotice }
  | { kind: 'signedOut' }
  | { kind: 'signOutConfirmed' }

export interface Tabs {
  /** Runs one at a time over all tabs. */
  exclusively<Result>(name: string, run: () => Promise<Result>): Promise<Result>
  tell(message: TabMessage): void
  listen(listener: (message: TabMessage) => void): void
}

/** Browsers give Web Locks only to pages over TLS or loopback; elsewhere tabs do not wait for each other. */
export const browserTabs = (): Tabs => {
  const channel = new BroadcastChannel('rollcall')
  const locks = (navigator as Partial<Navigator>).locks
  return {
    exclusively: (name, run) => (locks === undefined ? run() : locks.request(name, run)),
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel never leaves its origin
    tell: (message) => channel.postMessage(message),
    listen: (listener) =>
      channel.addEventListener('message', (event: MessageEvent<TabMessage>) => listener(event.data)),
  }
}
