// src/link/link.ts
var e = class extends Error {
	code;
	details;
	constructor(e, t, n = {}) {
		super(t), this.name = "LinkError", this.code = e, this.details = n;
	}
};
function t(e, t) {
	let n = /* @__PURE__ */ new Map(), r = (t, n) => e.postMessage(t, i(n)), s = (e, t) => r({
		id: e,
		kind: "error",
		...o(t)
	}), c = async (e) => {
		let t = n.get(e);
		if (t) try {
			let { done: i, value: a } = await t.next();
			if (!n.has(e)) return;
			i && n.delete(e), r(i ? {
				id: e,
				kind: "end"
			} : {
				id: e,
				kind: "item",
				value: a
			}, a);
		} catch (t) {
			n.delete(e), s(e, t);
		}
	};
	e.onmessage = async ({ data: e }) => {
		let { id: i } = e;
		switch (e.kind) {
			case "more": return c(i);
			case "leave": {
				let e = n.get(i);
				n.delete(i), e?.return?.(void 0)?.catch(() => void 0);
				return;
			}
			case "stream": try {
				let r = a(t, e.method)(...e.args);
				return n.set(i, r[Symbol.asyncIterator]()), c(i);
			} catch (e) {
				return s(i, e);
			}
			case "call": try {
				let n = await a(t, e.method)(...e.args);
				return r({
					id: i,
					kind: "result",
					value: n
				}, n);
			} catch (e) {
				return s(i, e);
			}
		}
	};
}
function n(e, ...t) {
	return r.set(e, t), e;
}
var r = /* @__PURE__ */ new WeakMap();
function i(e) {
	return typeof e == "object" && e ? r.get(e) ?? [] : [];
}
function a(t, n) {
	let r = Object.hasOwn(t, n) ? Reflect.get(t, n) : void 0;
	if (typeof r != "function") throw new e("unknown_method", `There is no method ${n}.`);
	return (...e) => Reflect.apply(r, t, e);
}
function o(t) {
	return t instanceof e ? {
		code: t.code,
		message: t.message,
		details: t.details
	} : {
		code: "failed",
		message: t instanceof Error ? t.message : String(t),
		details: {}
	};
}
// src/host/passkey.ts
var s = { eval: { first: new TextEncoder().encode("secure-video-panel/identity/1") } };
async function c() {
	return /^[\d.]+$|^\[/.test(location.hostname) || !window.isSecureContext || !window.PublicKeyCredential ? !1 : PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => !1);
}
async function l(e) {
	return u((await d(() => navigator.credentials.create({ publicKey: {
		challenge: crypto.getRandomValues(/* @__PURE__ */ new Uint8Array(32)),
		rp: { name: "Secure Video" },
		user: {
			id: new TextEncoder().encode(`secure-video/${e.id}`.slice(0, 64)),
			name: e.name,
			displayName: e.name
		},
		pubKeyCredParams: [
			{
				type: "public-key",
				alg: -8
			},
			{
				type: "public-key",
				alg: -7
			},
			{
				type: "public-key",
				alg: -257
			}
		],
		authenticatorSelection: {
			authenticatorAttachment: "platform",
			userVerification: "required"
		},
		extensions: { prf: s }
	} }))).id);
}
async function u(t) {
	let n = (await d(() => navigator.credentials.get({ publicKey: {
		challenge: crypto.getRandomValues(/* @__PURE__ */ new Uint8Array(32)),
		allowCredentials: [{
			type: "public-key",
			id: f(t)
		}],
		userVerification: "required",
		extensions: { prf: s }
	} }))).getClientExtensionResults().prf?.results?.first;
	if (!n) throw new e("not_made", "This device's passkeys cannot hold a key.");
	let r = ArrayBuffer.isView(n) ? new Uint8Array(n.buffer, n.byteOffset, n.byteLength) : new Uint8Array(n);
	return {
		id: t,
		secret: new Uint8Array(r).buffer
	};
}
async function d(t) {
	let n = await t().catch(() => null);
	if (!(n instanceof PublicKeyCredential)) throw new e("not_made", "The passkey was not given.");
	return n;
}
function f(e) {
	return Uint8Array.from(atob(e.replaceAll("-", "+").replaceAll("_", "/")), (e) => e.charCodeAt(0));
}
// src/host/pushed.ts
var p = class {
	#e;
	#t;
	#n = [];
	#r;
	#i = !1;
	constructor(e = {}) {
		this.#e = e.newestOnly ?? !1, this.#t = e.onLeave ?? (() => void 0);
	}
	push(e) {
		this.#e && (this.#n = []), this.#n.push(e), this.#r?.();
	}
	end() {
		this.#i = !0, this.#r?.();
	}
	async *[Symbol.asyncIterator]() {
		try {
			for (;;) {
				let e = this.#n.shift();
				if (e !== void 0) yield e;
				else if (this.#i) return;
				else await this.#a();
			}
		} finally {
			this.#t();
		}
	}
	async #a() {
		await new Promise((e) => {
			this.#r = e;
		}), this.#r = void 0;
	}
};
// src/host/requests.ts
async function m(t, n, r) {
	let { pathname: i, search: a } = g(n.path), o = new Headers(n.headers);
	n.json !== void 0 && o.set("Content-Type", "application/json");
	try {
		return await t.fetchWithAuth(`${i}${a}`, {
			method: n.method ?? "GET",
			headers: o,
			cache: "no-store",
			...n.json === void 0 ? {} : { body: JSON.stringify(n.json) },
			...r ? { signal: r } : {}
		});
	} catch (t) {
		throw new e("offline", t instanceof Error ? t.message : "Home Assistant does not answer.");
	}
}
function h(e, t) {
	return {
		status: e.status,
		headers: Object.fromEntries(e.headers),
		body: t
	};
}
function g(t) {
	let n = new URL(t, location.origin);
	if (n.origin !== location.origin || !n.pathname.startsWith("/api/")) throw new e("refused", "Only Home Assistant's API can be asked.");
	return n;
}
// src/host/bridge.ts
function _(t) {
	let r = /* @__PURE__ */ new Set(), i = /* @__PURE__ */ new Set();
	return {
		service: {
			async ws(e) {
				return await t.hass.callWS(e).catch(x);
			},
			async *subscribe(e) {
				let n = new p(), r = await t.hass.connection.subscribeMessage((e) => n.push(e), e).catch(x), a = () => void r().catch(() => void 0);
				i.add(a);
				try {
					yield* n;
				} finally {
					i.delete(a), a();
				}
			},
			async fetch(e) {
				let r = await m(t.hass, e), i = await r.arrayBuffer();
				return n(h(r, i), i);
			},
			async *fetchStream(e) {
				let r = new AbortController();
				try {
					let i = await m(t.hass, e, r.signal);
					yield h(i, /* @__PURE__ */ new ArrayBuffer(0));
					for await (let e of i.body ?? []) {
						let t = new Uint8Array(e).buffer;
						yield n(t, t);
					}
				} finally {
					r.abort();
				}
			},
			async *context() {
				let e = new p({ newestOnly: !0 });
				r.add(e), e.push(t.context);
				try {
					yield* e;
				} finally {
					r.delete(e);
				}
			},
			async navigate(t, n) {
				let { origin: r, pathname: i, search: a } = new URL(t, location.origin);
				if (r !== location.origin) throw new e("refused", "Only Home Assistant's own pages can be opened.");
				let o = n?.replace ?? !1;
				history[o ? "replaceState" : "pushState"](history.state, "", `${i}${a}`), window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: o } }));
			},
			async moreInfo(e) {
				v(t, "hass-more-info", { entityId: e });
			},
			async toggleMenu() {
				v(t, "hass-toggle-menu");
			},
			async remember(e, n) {
				let r = b(t, e);
				n === null ? localStorage.removeItem(r) : localStorage.setItem(r, n);
			},
			async recall(e) {
				return localStorage.getItem(b(t, e));
			},
			passkeysAreHere: c,
			async makePasskey() {
				return y(await l(t.context.user));
			},
			async askPasskey(e) {
				return y(await u(e));
			}
		},
		push() {
			for (let e of r) e.push(t.context);
		},
		end() {
			for (let e of r) e.end();
			for (let e of i) e();
			i.clear();
		}
	};
}
function v(e, t, n = {}) {
	e.dispatchEvent(new CustomEvent(t, {
		detail: n,
		bubbles: !0,
		composed: !0
	}));
}
function y(e) {
	return n(e, e.secret);
}
function b(e, t) {
	return `secure_video.${e.context.user.id}.${t}`;
}
function x(t) {
	let { code: n, message: r } = Object(t);
	throw new e(typeof n == "string" ? n : "offline", typeof r == "string" ? r : "Home Assistant does not answer.");
}
// src/host/context.ts
var S = [
	"--primary-color",
	"--accent-color",
	"--text-primary-color",
	"--primary-background-color",
	"--secondary-background-color",
	"--card-background-color",
	"--primary-text-color",
	"--secondary-text-color",
	"--disabled-text-color",
	"--divider-color",
	"--error-color",
	"--warning-color",
	"--success-color",
	"--info-color",
	"--app-header-background-color",
	"--app-header-text-color",
	"--header-height",
	"--ha-card-border-radius",
	"--ha-font-family-body"
];
function C(e, t, n) {
	let { locale: r, user: i } = e;
	return {
		language: r.language,
		timeZone: r.time_zone === "server" ? e.config.time_zone : Intl.DateTimeFormat().resolvedOptions().timeZone,
		hour12: r.time_format === "12" || r.time_format !== "24" && void 0,
		isDark: e.themes.darkMode,
		theme: w(n),
		isNarrow: t.isNarrow,
		isRightToLeft: e.translationMetadata.translations[r.language]?.isRTL ?? !1,
		user: {
			id: i?.id ?? "",
			name: i?.name ?? "",
			isAdmin: i?.is_admin ?? !1
		},
		isSecure: window.isSecureContext,
		route: t.route
	};
}
function w(e) {
	let t = getComputedStyle(e), n = S.map((e) => [e, t.getPropertyValue(e).trim()]);
	return Object.fromEntries(n.filter(([, e]) => e));
}
// src/host/panel.ts
var T = class extends HTMLElement {
	#e;
	#t = !1;
	#n = "";
	#r;
	set hass(e) {
		this.#e = e, this.#a();
	}
	get hass() {
		if (!this.#e) throw Error("Home Assistant sets hass before it shows a panel.");
		return this.#e;
	}
	set narrow(e) {
		this.#t = e, this.#a();
	}
	set route(e) {
		this.#n = e?.path ?? "", this.#a();
	}
	get context() {
		return C(this.hass, {
			isNarrow: this.#t,
			route: `${this.#n}${location.search}`
		}, this);
	}
	connectedCallback() {
		let e = document.createElement("iframe");
		e.setAttribute("sandbox", "allow-scripts allow-downloads allow-modals"), e.allow = "fullscreen; autoplay; picture-in-picture", e.title = "Secure Video", e.src = "/secure_video_panel/frame-340931669090146f.html", e.style.cssText = "display: block; border: 0; inline-size: 100%; block-size: 100%; color-scheme: normal;", e.addEventListener("load", () => this.#i(e)), this.style.cssText = "display: block; block-size: 100%; inline-size: 100%;", this.replaceChildren(e);
	}
	disconnectedCallback() {
		this.#r?.end(), this.#r = void 0, this.replaceChildren();
	}
	#i(e) {
		this.#r?.end(), this.#r = _(this);
		let n = new MessageChannel(), r = new MessageChannel();
		t(n.port1, this.#r.service), t(r.port1, this.#r.service), e.contentWindow?.postMessage({
			kind: "secure-video-host",
			version: 1
		}, "*", [n.port2, r.port2]);
	}
	#a() {
		this.#e && this.#r?.push();
	}
};
// src/host/entry.ts
customElements.get("secure-video-panel") || customElements.define("secure-video-panel", T);
