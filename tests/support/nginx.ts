import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gone } from './processes.ts'
import { eventually } from './eventually.ts'
import { temporaryFolder } from './runningRollcall.ts'

/** Why no nginx can be started here; undefined: one can. */
export const noNginx = (): string | undefined => {
  try {
    execFileSync('nginx', ['-v'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'nginx is not installed: apt-get install nginx'
  }
}

const configuration = (folder: string, inHttp: string): string => `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `${what}_temp_path ${folder}/${what};`).join('\n  ')}
${inHttp}
}
`

const configured = async (inHttp: string) => {
  const place = await temporaryFolder('rollcall-nginx-')
  const file = join(place.folder, 'nginx.conf')
  await writeFile(file, configuration(place.folder, inHttp))
  return { ...place, file }
}

/** What nginx finds wrong with this content of its `http` block; empty: nothing. */
export const nginxComplaints = async (inHttp: string): Promise<string> => {
  const { folder, file, remove } = await configured(inHttp)
  const { stderr } = spawnSync('nginx', ['-t', '-q', '-p', folder, '-c', file], { encoding: 'utf8' })
  await remove()
  return stderr
}

/** A real nginx with this content of its `http` block; resolves when it listens on `port`. */
export const startNginx = async (inHttp: string, port: number): Promise<{ stop: () => Promise<void> }> => {
  const { folder, file, remove } = await configured(inHttp)
  const child = spawn('nginx', ['-p', folder, '-c', file], { stdio: ['ignore', 'ignore', 'inherit'] })
  await once(child, 'spawn')
  await eventually(() => fetch(`http://127.0.0.1:${port}/`, { redirect: 'manual' }))
  return {
    async stop() {
      child.kill('SIGTERM')
      await gone([child.pid!])
      await remove()
    },
  }
}
