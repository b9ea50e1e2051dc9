import { execFileSync, spawn } from 'node:child_process'
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

const configuration = (folder: string, servers: string): string => `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events {}
http {
  access_log off;
  ${['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((what) => `${what}_temp_path ${folder}/${what};`).join('\n  ')}
  map $http_upgrade $connection_upgrade { default upgrade; '' close; }
${servers}
}
`

/** A real nginx with these `server` blocks; resolves when it listens on `port`. */
export const startNginx = async (servers: string, port: number): Promise<{ stop: () => Promise<void> }> => {
  const { folder, remove } = await temporaryFolder('rollcall-nginx-')
  const file = join(folder, 'nginx.conf')
  await writeFile(file, configuration(folder, servers))
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
