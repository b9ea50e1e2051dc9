import type { Application } from 'express'

interface Layer {
  route?: { path: string | RegExp; stack: { method?: string }[] }
}

/** `METHOD /path/{id}` of every route on the router itself, whatever the code says it mounted; the pages' catch-all aside. */
export const mountedRoutes = (app: Application): string[] =>
  (app.router.stack as unknown as Layer[]).flatMap(({ route }) => {
    if (route === undefined || typeof route.path !== 'string') return []
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}')
    return route.stack.flatMap(({ method }) => (method === undefined ? [] : [`${method.toUpperCase()} ${path}`]))
  })
