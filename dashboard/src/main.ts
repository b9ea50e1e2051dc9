import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { connect } from './connect.ts'
import { connectionsKey } from './connections.ts'
import { fetchWaysOut } from './pages.ts'
import { createDashboardRouter } from './router.ts'
import './theme/theme.css'

// A newer dashboard was installed: the pages of this one are gone, so begin again with the new one.
window.addEventListener('vite:preloadError', () => window.location.reload())

const connections = connect()
const app = createApp(App)
app.provide(connectionsKey, connections)
app.use(createPinia())
const router = createDashboardRouter(connections.access)
app.use(router)
connections.access.restore()
app.mount('#app')
void router.isReady().then(fetchWaysOut)
