import type { OpenData } from '#services/composition/data/openData.ts'
import { readReadyUrl } from '#services/composition/start/announce.ts'
import { ownUrl, publicUrl } from '#services/composition/start/listen.ts'
import type { Settings } from '#services/settings/settings.ts'

/** The address people open: the setting's, else the one the Rollcall running in this folder has written, else the default. */
export const addressOf = async (settings: Settings, { folder }: Pick<OpenData, 'folder'>): Promise<string> => {
  if (settings.PUBLIC_URL !== undefined) return publicUrl(settings, settings.PORT)
  const told = settings.DATABASE_URL === undefined ? await readReadyUrl(folder.path) : null
  return told ?? ownUrl(settings, settings.PORT)
}
