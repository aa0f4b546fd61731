// node pds.mjs plc PORT
// node pds.mjs pds PORT PLC-URL FOLDER
// node pds.mjs network PORT PLC-PORT APPVIEW-PORT OZONE-PORT
//
// A real Bluesky server on 127.0.0.1, from the packages of package.json. `plc` is the directory of
// identities, in memory: a process of its own, so that a `pds`, which keeps everything in FOLDER, can
// be killed and started again. `network` is all of it at once with the AppView; it wants
// DB_POSTGRES_URL, and SIGUSR2 freezes the AppView and lets it go on.
//
// Prints `ready URL` (and ` APPVIEW-URL`) when it answers. SIGTERM ends it, and so does the end of its
// standard input: nothing is left running by a test that was killed.
//
//   ACCESS_TTL=SECONDS   how long an access token lives, instead of two hours
//   RATE_LIMITS=1        the limits of the public service
import { createHmac } from 'node:crypto'
import dns from 'node:dns'
import { mkdirSync } from 'node:fs'
import { Server } from 'node:net'

// dev-env listens on every address and connects to `localhost`.
const listen = Server.prototype.listen
Server.prototype.listen = function (port, ...rest) {
	if (typeof port === 'number' && typeof rest[0] !== 'string') {
		rest.unshift('127.0.0.1')
	}
	return listen.call(this, port, ...rest)
}
dns.setDefaultResultOrder('ipv4first')

// Its index would load the AppView and Ozone as well, which takes seconds.
const parts = '@atproto/dev-env/dist'

async function startPlc(port) {
	const { TestPlc } = await import(`${parts}/plc.js`)
	const plc = await TestPlc.create({ port: Number(port) })
	return { said: plc.url, close: () => plc.close() }
}

// What dev-env makes anew each time; a PDS that is started again has to be the same one.
const rotationKey = '2b'.repeat(32)
const recoveryKey = 'did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme'

async function startPds(port, plcUrl, folder) {
	const { TestPds } = await import(`${parts}/pds.js`)
	const { mockNetworkUtilities } = await import(`${parts}/util.js`)
	mkdirSync(`${folder}/data`, { recursive: true })
	const pds = await TestPds.create({
		port: Number(port),
		hostname: 'localhost',
		didPlcUrl: plcUrl,
		dataDirectory: `${folder}/data`,
		blobstoreDiskLocation: `${folder}/blobs`,
		plcRotationKeyK256PrivateKeyHex: rotationKey,
		recoveryDidKey: recoveryKey,
		...limits(),
	})
	mockNetworkUtilities(pds)
	shortenTokens(pds)
	return { said: pds.url, close: () => pds.close() }
}

async function startNetwork(port, plcPort, appviewPort, ozonePort) {
	// Asked for, and never connected to.
	process.env.REDIS_HOST ||= '127.0.0.1:1'
	const { TestNetwork } = await import('@atproto/dev-env')
	const network = await TestNetwork.create({
		plc: { port: Number(plcPort) },
		pds: { port: Number(port), hostname: 'localhost', ...limits() },
		bsky: { port: Number(appviewPort) },
		ozone: { port: Number(ozonePort) },
		dbPostgresSchema: process.env.DB_POSTGRES_SCHEMA,
	})
	shortenTokens(network.pds)
	let frozen = false
	process.on('SIGUSR2', async () => {
		await (frozen ? network.bsky.sub.restart() : network.bsky.sub.destroy())
		frozen = !frozen
		console.log(frozen ? 'frozen' : 'running')
	})
	return {
		said: `${network.pds.url} ${network.bsky.url}`,
		close: () => network.close(),
	}
}

function limits() {
	return process.env.RATE_LIMITS ? { rateLimitsEnabled: true } : {}
}

// The lifetime is no setting of the PDS's: what it signed is signed again with an end that is nearer.
// 'jwt-secret' is dev-env's.
function shortenTokens(pds) {
	const seconds = Number(process.env.ACCESS_TTL)
	if (!seconds) {
		return
	}
	const shorten = (token) => {
		const [head, body] = token.split('.')
		const claims = JSON.parse(Buffer.from(body, 'base64url'))
		claims.exp = claims.iat + seconds
		const text = `${head}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
		return `${text}.${createHmac('sha256', 'jwt-secret').update(text).digest('base64url')}`
	}
	const manager = pds.ctx.accountManager
	for (const name of ['createSession', 'rotateRefreshToken']) {
		const original = manager[name].bind(manager)
		manager[name] = async (...given) => {
			const made = await original(...given)
			return made && { ...made, accessJwt: shorten(made.accessJwt) }
		}
	}
}

const roles = { plc: startPlc, pds: startPds, network: startNetwork }
const [role, ...given] = process.argv.slice(2)
if (!roles[role] || given.length !== roles[role].length) {
	console.error(`usage: node pds.mjs ${Object.keys(roles).join('|')} ARGUMENT...`)
	process.exit(64)
}
const { said, close } = await roles[role](...given)
const end = async () => {
	await close()
	process.exit(0)
}
process.on('SIGTERM', end)
process.on('SIGINT', end)
process.stdin.on('end', end).resume()
console.log('ready', said)
