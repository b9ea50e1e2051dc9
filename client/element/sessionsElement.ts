import type { OwnSession } from '#events/live/rows.ts'
import { type OwnSessionsClient, ownSessionsOf } from '../ownSessions/ownSessions.ts'
import type { SessionClient } from '../session/sessionClient.ts'
import { languageOf } from './languageOf.ts'
import style from './sessions.css?inline'
import { makeNode } from './makeNode.ts'
import { englishWords, type SessionWords } from './sessionWords.ts'
import { sessionsView } from './sessionsView.ts'

export type SessionsClient = OwnSessionsClient & Pick<SessionClient, 'serverClock'>

/** `<rollcall-sessions>`: where the person is signed in, each to be ended. */
export interface SessionsElement extends HTMLElement {
  /** Whose sessions; where none is set, the client that the element was defined with. */
  client: SessionsClient | null
  /** Replaces some of what it says. */
  words: Partial<SessionWords>
}

const name = 'rollcall-sessions'
const everyMs = 30_000
let usual: SessionsClient | null = null

/** Made when it is first wanted, because on a server there is no `HTMLElement` to extend. */
const makeClass = () => {
  // Unlike a style element it needs no leave of the page's content security policy.
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(style)
  return class RollcallSessions extends HTMLElement implements SessionsElement {
    static observedAttributes = ['lang']
    #client: SessionsClient | null = null
    #words: Partial<SessionWords> = {}
    #content = makeNode('div', {})
    #said = makeNode('p', { role: 'status' })
    #isBusy = false
    #leave: (() => void) | null = null

    constructor() {
      super()
      const shadow = this.attachShadow({ mode: 'open' })
      shadow.adoptedStyleSheets = [sheet]
      shadow.append(makeNode('div', { class: 'all' }, this.#content, this.#said))
    }

    get client(): SessionsClient | null {
      return this.#client ?? usual
    }
    set client(client: SessionsClient | null) {
      this.#client = client
      if (this.isConnected) this.#follow()
    }
    get words(): Partial<SessionWords> {
      return this.#words
    }
    set words(words: Partial<SessionWords>) {
      this.#words = words
      this.#show()
    }

    connectedCallback(): void {
      // What a page set before the element was defined hides the setters.
      for (const property of ['client', 'words'] as const) {
        if (!Object.hasOwn(this, property)) continue
        const value = this[property]
        delete (this as Partial<SessionsElement>)[property]
        Object.assign(this, { [property]: value })
      }
      this.#follow()
    }
    disconnectedCallback(): void {
      this.#leave?.()
      this.#leave = null
    }
    attributeChangedCallback(): void {
      this.#show()
    }

    #follow(): void {
      this.#leave?.()
      const { client } = this
      if (client === null) return
      const own = ownSessionsOf(client)
      const read = (): void => {
        const isUnread = own.state().sessions === null && !own.state().isLoading && own.state().error === null
        if (client.state().kind === 'signedIn' && isUnread) this.#refresh()
        else this.#show()
      }
      const stops = [own.subscribe(read), client.subscribe(read)]
      const timer = setInterval(() => this.#show(), everyMs)
      this.#leave = () => {
        clearInterval(timer)
        for (const stop of stops) stop()
      }
      read()
    }

    #refresh(): void {
      // What went wrong is shown.
      if (this.client !== null)
        ownSessionsOf(this.client)
          .fetch()
          .catch(() => undefined)
    }

    async #end(act: () => Promise<number>): Promise<void> {
      this.#isBusy = true
      this.#said.textContent = ''
      this.#show()
      try {
        this.#said.textContent = this.#allWords().signedOut(await act())
      } catch {
        this.#said.textContent = this.#allWords().notEnded
      }
      this.#isBusy = false
      this.#show()
    }

    #allWords(): SessionWords {
      return { ...englishWords, ...this.#words }
    }

    #show(): void {
      const { client } = this
      if (client === null || !this.isConnected) return
      const own = ownSessionsOf(client)
      const focused = this.shadowRoot!.activeElement?.getAttribute('data-key')
      const view = sessionsView(
        {
          state: own.state(),
          isSignedIn: client.state().kind !== 'signedOut',
          isBusy: this.#isBusy,
          words: this.#allWords(),
          language: languageOf(this),
          now: client.serverClock.now(),
        },
        {
          end: ({ id }: OwnSession) => void this.#end(async () => (await own.revoke(id), 1)),
          endOthers: () => void this.#end(() => own.revokeAll()),
          refresh: () => this.#refresh(),
        },
      )
      this.#content.replaceChildren(view)
      if (focused) this.#focus(focused)
    }

    /** The button that had the focus; where it is gone, the one that is always there. */
    #focus(key: string): void {
      const buttons = [...this.#content.querySelectorAll<HTMLElement>('[data-key]')]
      const same = buttons.find(({ dataset }) => dataset['key'] === key)
      ;(same ?? buttons.at(-1))?.focus()
    }
  }
}

/**
 * Defines `<rollcall-sessions>`, once however often it is called. `client` serves every such element that has none of its own.
 */
export const defineSessionsElement = (client?: SessionsClient): void => {
  usual = client ?? usual
  if (typeof customElements === 'undefined' || customElements.get(name) !== undefined) return
  customElements.define(name, makeClass())
}

declare global {
  interface HTMLElementTagNameMap {
    'rollcall-sessions': SessionsElement
  }
}
