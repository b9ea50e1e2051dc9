import { defineComponent, h, type PropType } from 'vue'
import { defineSessionsElement } from '../element/sessionsElement.ts'
import type { SessionWords } from '../element/sessionWords.ts'
import { useSessionClient } from './rollcall.ts'

/** Where the person is signed in, each session to be ended: `<rollcall-sessions>` with the application's client. */
export const SessionManager = defineComponent({
  name: 'SessionManager',
  props: {
    /** Replaces some of what it says. */
    words: { type: Object as PropType<Partial<SessionWords>>, default: () => ({}) },
  },
  setup(props) {
    const client = useSessionClient()
    defineSessionsElement()
    // With the dot these are properties, also where the element is not defined yet.
    return () => h('rollcall-sessions', { '.client': client, '.words': props.words })
  },
})
