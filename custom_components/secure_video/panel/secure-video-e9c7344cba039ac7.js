// node_modules/@mdi/js/mdi.js
var e = "M12,4A4,4 0 0,1 16,8A4,4 0 0,1 12,12A4,4 0 0,1 8,8A4,4 0 0,1 12,4M12,14C16.42,14 20,15.79 20,18V20H4V18C4,15.79 7.58,14 12,14Z", t = "M5,11L6.5,6.5H17.5L19,11M17.5,16A1.5,1.5 0 0,1 16,14.5A1.5,1.5 0 0,1 17.5,13A1.5,1.5 0 0,1 19,14.5A1.5,1.5 0 0,1 17.5,16M6.5,16A1.5,1.5 0 0,1 5,14.5A1.5,1.5 0 0,1 6.5,13A1.5,1.5 0 0,1 8,14.5A1.5,1.5 0 0,1 6.5,16M18.92,6C18.72,5.42 18.16,5 17.5,5H6.5C5.84,5 5.28,5.42 5.08,6L3,12V20A1,1 0 0,0 4,21H5A1,1 0 0,0 6,20V19H18V20A1,1 0 0,0 19,21H20A1,1 0 0,0 21,20V12L18.92,6Z", n = "M10,0.2C9,0.2 8.2,1 8.2,2C8.2,3 9,3.8 10,3.8C11,3.8 11.8,3 11.8,2C11.8,1 11,0.2 10,0.2M15.67,1A7.33,7.33 0 0,0 23,8.33V7A6,6 0 0,1 17,1H15.67M18.33,1C18.33,3.58 20.42,5.67 23,5.67V4.33C21.16,4.33 19.67,2.84 19.67,1H18.33M21,1A2,2 0 0,0 23,3V1H21M7.92,4.03C7.75,4.03 7.58,4.06 7.42,4.11L2,5.8V11H3.8V7.33L5.91,6.67L2,22H3.8L6.67,13.89L9,17V22H10.8V15.59L8.31,11.05L9.04,8.18L10.12,10H15V8.2H11.38L9.38,4.87C9.08,4.37 8.54,4.03 7.92,4.03Z", r = "M2,10.96C1.5,10.68 1.35,10.07 1.63,9.59L3.13,7C3.24,6.8 3.41,6.66 3.6,6.58L11.43,2.18C11.59,2.06 11.79,2 12,2C12.21,2 12.41,2.06 12.57,2.18L20.47,6.62C20.66,6.72 20.82,6.88 20.91,7.08L22.36,9.6C22.64,10.08 22.47,10.69 22,10.96L21,11.54V16.5C21,16.88 20.79,17.21 20.47,17.38L12.57,21.82C12.41,21.94 12.21,22 12,22C11.79,22 11.59,21.94 11.43,21.82L3.53,17.38C3.21,17.21 3,16.88 3,16.5V10.96C2.7,11.13 2.32,11.14 2,10.96M12,4.15V4.15L12,10.85V10.85L17.96,7.5L12,4.15M5,15.91L11,19.29V12.58L5,9.21V15.91M19,15.91V12.69L14,15.59C13.67,15.77 13.3,15.76 13,15.6V19.29L19,15.91M13.85,13.36L20.13,9.73L19.55,8.72L13.27,12.35L13.85,13.36Z", i = "M8.35,3C9.53,2.83 10.78,4.12 11.14,5.9C11.5,7.67 10.85,9.25 9.67,9.43C8.5,9.61 7.24,8.32 6.87,6.54C6.5,4.77 7.17,3.19 8.35,3M15.5,3C16.69,3.19 17.35,4.77 17,6.54C16.62,8.32 15.37,9.61 14.19,9.43C13,9.25 12.35,7.67 12.72,5.9C13.08,4.12 14.33,2.83 15.5,3M3,7.6C4.14,7.11 5.69,8 6.5,9.55C7.26,11.13 7,12.79 5.87,13.28C4.74,13.77 3.2,12.89 2.41,11.32C1.62,9.75 1.9,8.08 3,7.6M21,7.6C22.1,8.08 22.38,9.75 21.59,11.32C20.8,12.89 19.26,13.77 18.13,13.28C17,12.79 16.74,11.13 17.5,9.55C18.31,8 19.86,7.11 21,7.6M19.33,18.38C19.37,19.32 18.65,20.36 17.79,20.75C16,21.57 13.88,19.87 11.89,19.87C9.9,19.87 7.76,21.64 6,20.75C5,20.26 4.31,18.96 4.44,17.88C4.62,16.39 6.41,15.59 7.47,14.5C8.88,13.09 9.88,10.44 11.89,10.44C13.89,10.44 14.95,13.05 16.3,14.5C17.41,15.72 19.26,16.75 19.33,18.38Z", a = globalThis, o = a.ShadowRoot && (a.ShadyCSS === void 0 || a.ShadyCSS.nativeShadow) && "adoptedStyleSheets" in Document.prototype && "replace" in CSSStyleSheet.prototype, s = Symbol(), c = /* @__PURE__ */ new WeakMap(), l = class {
	constructor(e, t, n) {
		if (this._$cssResult$ = !0, n !== s) throw Error("CSSResult is not constructable. Use `unsafeCSS` or `css` instead.");
		this.cssText = e, this.t = t;
	}
	get styleSheet() {
		let e = this.o, t = this.t;
		if (o && e === void 0) {
			let n = t !== void 0 && t.length === 1;
			n && (e = c.get(t)), e === void 0 && ((this.o = e = new CSSStyleSheet()).replaceSync(this.cssText), n && c.set(t, e));
		}
		return e;
	}
	toString() {
		return this.cssText;
	}
}, u = (e) => new l(typeof e == "string" ? e : e + "", void 0, s), d = (e, ...t) => new l(e.length === 1 ? e[0] : t.reduce((t, n, r) => t + ((e) => {
	if (!0 === e._$cssResult$) return e.cssText;
	if (typeof e == "number") return e;
	throw Error("Value passed to 'css' function must be a 'css' function result: " + e + ". Use 'unsafeCSS' to pass non-literal values, but take care to ensure page security.");
})(n) + e[r + 1], e[0]), e, s), ee = (e, t) => {
	if (o) e.adoptedStyleSheets = t.map((e) => e instanceof CSSStyleSheet ? e : e.styleSheet);
	else for (let n of t) {
		let t = document.createElement("style"), r = a.litNonce;
		r !== void 0 && t.setAttribute("nonce", r), t.textContent = n.cssText, e.appendChild(t);
	}
}, te = o ? (e) => e : (e) => e instanceof CSSStyleSheet ? ((e) => {
	let t = "";
	for (let n of e.cssRules) t += n.cssText;
	return u(t);
})(e) : e, { is: ne, defineProperty: re, getOwnPropertyDescriptor: ie, getOwnPropertyNames: ae, getOwnPropertySymbols: oe, getPrototypeOf: se } = Object, f = globalThis, ce = f.trustedTypes, le = ce ? ce.emptyScript : "", ue = f.reactiveElementPolyfillSupport, p = (e, t) => e, m = {
	toAttribute(e, t) {
		switch (t) {
			case Boolean:
				e = e ? le : null;
				break;
			case Object:
			case Array: e = e == null ? e : JSON.stringify(e);
		}
		return e;
	},
	fromAttribute(e, t) {
		let n = e;
		switch (t) {
			case Boolean:
				n = e !== null;
				break;
			case Number:
				n = e === null ? null : Number(e);
				break;
			case Object:
			case Array: try {
				n = JSON.parse(e);
			} catch {
				n = null;
			}
		}
		return n;
	}
}, de = (e, t) => !ne(e, t), h = {
	attribute: !0,
	type: String,
	converter: m,
	reflect: !1,
	useDefault: !1,
	hasChanged: de
};
Symbol.metadata ??= Symbol("metadata"), f.litPropertyMetadata ??= /* @__PURE__ */ new WeakMap();
var g = class extends HTMLElement {
	static addInitializer(e) {
		this._$Ei(), (this.l ??= []).push(e);
	}
	static get observedAttributes() {
		return this.finalize(), this._$Eh && [...this._$Eh.keys()];
	}
	static createProperty(e, t = h) {
		if (t.state && (t.attribute = !1), this._$Ei(), this.prototype.hasOwnProperty(e) && ((t = Object.create(t)).wrapped = !0), this.elementProperties.set(e, t), !t.noAccessor) {
			let n = Symbol(), r = this.getPropertyDescriptor(e, n, t);
			r !== void 0 && re(this.prototype, e, r);
		}
	}
	static getPropertyDescriptor(e, t, n) {
		let { get: r, set: i } = ie(this.prototype, e) ?? {
			get() {
				return this[t];
			},
			set(e) {
				this[t] = e;
			}
		};
		return {
			get: r,
			set(t) {
				let a = r?.call(this);
				i?.call(this, t), this.requestUpdate(e, a, n);
			},
			configurable: !0,
			enumerable: !0
		};
	}
	static getPropertyOptions(e) {
		return this.elementProperties.get(e) ?? h;
	}
	static _$Ei() {
		if (this.hasOwnProperty(p("elementProperties"))) return;
		let e = se(this);
		e.finalize(), e.l !== void 0 && (this.l = [...e.l]), this.elementProperties = new Map(e.elementProperties);
	}
	static finalize() {
		if (this.hasOwnProperty(p("finalized"))) return;
		if (this.finalized = !0, this._$Ei(), this.hasOwnProperty(p("properties"))) {
			let e = this.properties, t = [...ae(e), ...oe(e)];
			for (let n of t) this.createProperty(n, e[n]);
		}
		let e = this[Symbol.metadata];
		if (e !== null) {
			let t = litPropertyMetadata.get(e);
			if (t !== void 0) for (let [e, n] of t) this.elementProperties.set(e, n);
		}
		this._$Eh = /* @__PURE__ */ new Map();
		for (let [e, t] of this.elementProperties) {
			let n = this._$Eu(e, t);
			n !== void 0 && this._$Eh.set(n, e);
		}
		this.elementStyles = this.finalizeStyles(this.styles);
	}
	static finalizeStyles(e) {
		let t = [];
		if (Array.isArray(e)) {
			let n = new Set(e.flat(1 / 0).reverse());
			for (let e of n) t.unshift(te(e));
		} else e !== void 0 && t.push(te(e));
		return t;
	}
	static _$Eu(e, t) {
		let n = t.attribute;
		return !1 === n ? void 0 : typeof n == "string" ? n : typeof e == "string" ? e.toLowerCase() : void 0;
	}
	constructor() {
		super(), this._$Ep = void 0, this.isUpdatePending = !1, this.hasUpdated = !1, this._$Em = null, this._$Ev();
	}
	_$Ev() {
		this._$ES = new Promise((e) => this.enableUpdating = e), this._$AL = /* @__PURE__ */ new Map(), this._$E_(), this.requestUpdate(), this.constructor.l?.forEach((e) => e(this));
	}
	addController(e) {
		(this._$EO ??= /* @__PURE__ */ new Set()).add(e), this.renderRoot !== void 0 && this.isConnected && e.hostConnected?.();
	}
	removeController(e) {
		this._$EO?.delete(e);
	}
	_$E_() {
		let e = /* @__PURE__ */ new Map(), t = this.constructor.elementProperties;
		for (let n of t.keys()) this.hasOwnProperty(n) && (e.set(n, this[n]), delete this[n]);
		e.size > 0 && (this._$Ep = e);
	}
	createRenderRoot() {
		let e = this.shadowRoot ?? this.attachShadow(this.constructor.shadowRootOptions);
		return ee(e, this.constructor.elementStyles), e;
	}
	connectedCallback() {
		this.renderRoot ??= this.createRenderRoot(), this.enableUpdating(!0), this._$EO?.forEach((e) => e.hostConnected?.());
	}
	enableUpdating(e) {}
	disconnectedCallback() {
		this._$EO?.forEach((e) => e.hostDisconnected?.());
	}
	attributeChangedCallback(e, t, n) {
		this._$AK(e, n);
	}
	_$ET(e, t) {
		let n = this.constructor.elementProperties.get(e), r = this.constructor._$Eu(e, n);
		if (r !== void 0 && !0 === n.reflect) {
			let i = (n.converter?.toAttribute === void 0 ? m : n.converter).toAttribute(t, n.type);
			this._$Em = e, i == null ? this.removeAttribute(r) : this.setAttribute(r, i), this._$Em = null;
		}
	}
	_$AK(e, t) {
		let n = this.constructor, r = n._$Eh.get(e);
		if (r !== void 0 && this._$Em !== r) {
			let e = n.getPropertyOptions(r), i = typeof e.converter == "function" ? { fromAttribute: e.converter } : e.converter?.fromAttribute === void 0 ? m : e.converter;
			this._$Em = r;
			let a = i.fromAttribute(t, e.type);
			this[r] = a ?? this._$Ej?.get(r) ?? a, this._$Em = null;
		}
	}
	requestUpdate(e, t, n, r = !1, i) {
		if (e !== void 0) {
			let a = this.constructor;
			if (!1 === r && (i = this[e]), n ??= a.getPropertyOptions(e), !((n.hasChanged ?? de)(i, t) || n.useDefault && n.reflect && i === this._$Ej?.get(e) && !this.hasAttribute(a._$Eu(e, n)))) return;
			this.C(e, t, n);
		}
		!1 === this.isUpdatePending && (this._$ES = this._$EP());
	}
	C(e, t, { useDefault: n, reflect: r, wrapped: i }, a) {
		n && !(this._$Ej ??= /* @__PURE__ */ new Map()).has(e) && (this._$Ej.set(e, a ?? t ?? this[e]), !0 !== i || a !== void 0) || (this._$AL.has(e) || (this.hasUpdated || n || (t = void 0), this._$AL.set(e, t)), !0 === r && this._$Em !== e && (this._$Eq ??= /* @__PURE__ */ new Set()).add(e));
	}
	async _$EP() {
		this.isUpdatePending = !0;
		try {
			await this._$ES;
		} catch (e) {
			Promise.reject(e);
		}
		let e = this.scheduleUpdate();
		return e != null && await e, !this.isUpdatePending;
	}
	scheduleUpdate() {
		return this.performUpdate();
	}
	performUpdate() {
		if (!this.isUpdatePending) return;
		if (!this.hasUpdated) {
			if (this.renderRoot ??= this.createRenderRoot(), this._$Ep) {
				for (let [e, t] of this._$Ep) this[e] = t;
				this._$Ep = void 0;
			}
			let e = this.constructor.elementProperties;
			if (e.size > 0) for (let [t, n] of e) {
				let { wrapped: e } = n, r = this[t];
				!0 !== e || this._$AL.has(t) || r === void 0 || this.C(t, void 0, n, r);
			}
		}
		let e = !1, t = this._$AL;
		try {
			e = this.shouldUpdate(t), e ? (this.willUpdate(t), this._$EO?.forEach((e) => e.hostUpdate?.()), this.update(t)) : this._$EM();
		} catch (t) {
			throw e = !1, this._$EM(), t;
		}
		e && this._$AE(t);
	}
	willUpdate(e) {}
	_$AE(e) {
		this._$EO?.forEach((e) => e.hostUpdated?.()), this.hasUpdated || (this.hasUpdated = !0, this.firstUpdated(e)), this.updated(e);
	}
	_$EM() {
		this._$AL = /* @__PURE__ */ new Map(), this.isUpdatePending = !1;
	}
	get updateComplete() {
		return this.getUpdateComplete();
	}
	getUpdateComplete() {
		return this._$ES;
	}
	shouldUpdate(e) {
		return !0;
	}
	update(e) {
		this._$Eq &&= this._$Eq.forEach((e) => this._$ET(e, this[e])), this._$EM();
	}
	updated(e) {}
	firstUpdated(e) {}
};
g.elementStyles = [], g.shadowRootOptions = { mode: "open" }, g[p("elementProperties")] = /* @__PURE__ */ new Map(), g[p("finalized")] = /* @__PURE__ */ new Map(), ue?.({ ReactiveElement: g }), (f.reactiveElementVersions ??= []).push("2.1.2");
// node_modules/lit-html/lit-html.js
var _ = globalThis, fe = (e) => e, v = _.trustedTypes, pe = v ? v.createPolicy("lit-html", { createHTML: (e) => e }) : void 0, me = "$lit$", y = `lit$${Math.random().toFixed(9).slice(2)}$`, he = "?" + y, ge = `<${he}>`, b = document, x = () => b.createComment(""), S = (e) => e === null || typeof e != "object" && typeof e != "function", C = Array.isArray, _e = (e) => C(e) || typeof e?.[Symbol.iterator] == "function", w = "[ 	\n\f\r]", T = /<(?:(!--|\/[^a-zA-Z])|(\/?[a-zA-Z][^>\s]*)|(\/?$))/g, ve = /-->/g, ye = />/g, E = RegExp(`>|${w}(?:([^\\s"'>=/]+)(${w}*=${w}*(?:[^ \t\n\f\r"'\`<>=]|("|')|))|$)`, "g"), be = /'/g, xe = /"/g, Se = /^(?:script|style|textarea|title)$/i, D = ((e) => (t, ...n) => ({
	_$litType$: e,
	strings: t,
	values: n
}))(1), O = Symbol.for("lit-noChange"), k = Symbol.for("lit-nothing"), Ce = /* @__PURE__ */ new WeakMap(), A = b.createTreeWalker(b, 129);
function we(e, t) {
	if (!C(e) || !e.hasOwnProperty("raw")) throw Error("invalid template strings array");
	return pe === void 0 ? t : pe.createHTML(t);
}
var Te = (e, t) => {
	let n = e.length - 1, r = [], i, a = t === 2 ? "<svg>" : t === 3 ? "<math>" : "", o = T;
	for (let t = 0; t < n; t++) {
		let n = e[t], s, c, l = -1, u = 0;
		for (; u < n.length && (o.lastIndex = u, c = o.exec(n), c !== null);) u = o.lastIndex, o === T ? c[1] === "!--" ? o = ve : c[1] === void 0 ? c[2] === void 0 ? c[3] !== void 0 && (o = E) : (Se.test(c[2]) && (i = RegExp("</" + c[2], "g")), o = E) : o = ye : o === E ? c[0] === ">" ? (o = i ?? T, l = -1) : c[1] === void 0 ? l = -2 : (l = o.lastIndex - c[2].length, s = c[1], o = c[3] === void 0 ? E : c[3] === "\"" ? xe : be) : o === xe || o === be ? o = E : o === ve || o === ye ? o = T : (o = E, i = void 0);
		let d = o === E && e[t + 1].startsWith("/>") ? " " : "";
		a += o === T ? n + ge : l >= 0 ? (r.push(s), n.slice(0, l) + me + n.slice(l) + y + d) : n + y + (l === -2 ? t : d);
	}
	return [we(e, a + (e[n] || "<?>") + (t === 2 ? "</svg>" : t === 3 ? "</math>" : "")), r];
}, j = class e {
	constructor({ strings: t, _$litType$: n }, r) {
		let i;
		this.parts = [];
		let a = 0, o = 0, s = t.length - 1, c = this.parts, [l, u] = Te(t, n);
		if (this.el = e.createElement(l, r), A.currentNode = this.el.content, n === 2 || n === 3) {
			let e = this.el.content.firstChild;
			e.replaceWith(...e.childNodes);
		}
		for (; (i = A.nextNode()) !== null && c.length < s;) {
			if (i.nodeType === 1) {
				if (i.hasAttributes()) for (let e of i.getAttributeNames()) if (e.endsWith(me)) {
					let t = u[o++], n = i.getAttribute(e).split(y), r = /([.?@])?(.*)/.exec(t);
					c.push({
						type: 1,
						index: a,
						name: r[2],
						strings: n,
						ctor: r[1] === "." ? De : r[1] === "?" ? Oe : r[1] === "@" ? ke : P
					}), i.removeAttribute(e);
				} else e.startsWith(y) && (c.push({
					type: 6,
					index: a
				}), i.removeAttribute(e));
				if (Se.test(i.tagName)) {
					let e = i.textContent.split(y), t = e.length - 1;
					if (t > 0) {
						i.textContent = v ? v.emptyScript : "";
						for (let n = 0; n < t; n++) i.append(e[n], x()), A.nextNode(), c.push({
							type: 2,
							index: ++a
						});
						i.append(e[t], x());
					}
				}
			} else if (i.nodeType === 8) {
				if (i.data === he) c.push({
					type: 2,
					index: a
				});
				else {
					let e = -1;
					for (; (e = i.data.indexOf(y, e + 1)) !== -1;) c.push({
						type: 7,
						index: a
					}), e += y.length - 1;
				}
			}
			a++;
		}
	}
	static createElement(e, t) {
		let n = b.createElement("template");
		return n.innerHTML = e, n;
	}
};
function M(e, t, n = e, r) {
	if (t === O) return t;
	let i = r === void 0 ? n._$Cl : n._$Co?.[r], a = S(t) ? void 0 : t._$litDirective$;
	return i?.constructor !== a && (i?._$AO?.(!1), a === void 0 ? i = void 0 : (i = new a(e), i._$AT(e, n, r)), r === void 0 ? n._$Cl = i : (n._$Co ??= [])[r] = i), i !== void 0 && (t = M(e, i._$AS(e, t.values), i, r)), t;
}
var Ee = class {
	constructor(e, t) {
		this._$AV = [], this._$AN = void 0, this._$AD = e, this._$AM = t;
	}
	get parentNode() {
		return this._$AM.parentNode;
	}
	get _$AU() {
		return this._$AM._$AU;
	}
	u(e) {
		let { el: { content: t }, parts: n } = this._$AD, r = (e?.creationScope ?? b).importNode(t, !0);
		A.currentNode = r;
		let i = A.nextNode(), a = 0, o = 0, s = n[0];
		for (; s !== void 0;) {
			if (a === s.index) {
				let t;
				s.type === 2 ? t = new N(i, i.nextSibling, this, e) : s.type === 1 ? t = new s.ctor(i, s.name, s.strings, this, e) : s.type === 6 && (t = new Ae(i, this, e)), this._$AV.push(t), s = n[++o];
			}
			a !== s?.index && (i = A.nextNode(), a++);
		}
		return A.currentNode = b, r;
	}
	p(e) {
		let t = 0;
		for (let n of this._$AV) n !== void 0 && (n.strings === void 0 ? n._$AI(e[t]) : (n._$AI(e, n, t), t += n.strings.length - 2)), t++;
	}
}, N = class e {
	get _$AU() {
		return this._$AM?._$AU ?? this._$Cv;
	}
	constructor(e, t, n, r) {
		this.type = 2, this._$AH = k, this._$AN = void 0, this._$AA = e, this._$AB = t, this._$AM = n, this.options = r, this._$Cv = r?.isConnected ?? !0;
	}
	get parentNode() {
		let e = this._$AA.parentNode, t = this._$AM;
		return t !== void 0 && e?.nodeType === 11 && (e = t.parentNode), e;
	}
	get startNode() {
		return this._$AA;
	}
	get endNode() {
		return this._$AB;
	}
	_$AI(e, t = this) {
		e = M(this, e, t), S(e) ? e === k || e == null || e === "" ? (this._$AH !== k && this._$AR(), this._$AH = k) : e !== this._$AH && e !== O && this._(e) : e._$litType$ === void 0 ? e.nodeType === void 0 ? _e(e) ? this.k(e) : this._(e) : this.T(e) : this.$(e);
	}
	O(e) {
		return this._$AA.parentNode.insertBefore(e, this._$AB);
	}
	T(e) {
		this._$AH !== e && (this._$AR(), this._$AH = this.O(e));
	}
	_(e) {
		this._$AH !== k && S(this._$AH) ? this._$AA.nextSibling.data = e : this.T(b.createTextNode(e)), this._$AH = e;
	}
	$(e) {
		let { values: t, _$litType$: n } = e, r = typeof n == "number" ? this._$AC(e) : (n.el === void 0 && (n.el = j.createElement(we(n.h, n.h[0]), this.options)), n);
		if (this._$AH?._$AD === r) this._$AH.p(t);
		else {
			let e = new Ee(r, this), n = e.u(this.options);
			e.p(t), this.T(n), this._$AH = e;
		}
	}
	_$AC(e) {
		let t = Ce.get(e.strings);
		return t === void 0 && Ce.set(e.strings, t = new j(e)), t;
	}
	k(t) {
		C(this._$AH) || (this._$AH = [], this._$AR());
		let n = this._$AH, r, i = 0;
		for (let a of t) i === n.length ? n.push(r = new e(this.O(x()), this.O(x()), this, this.options)) : r = n[i], r._$AI(a), i++;
		i < n.length && (this._$AR(r && r._$AB.nextSibling, i), n.length = i);
	}
	_$AR(e = this._$AA.nextSibling, t) {
		for (this._$AP?.(!1, !0, t); e !== this._$AB;) {
			let t = fe(e).nextSibling;
			fe(e).remove(), e = t;
		}
	}
	setConnected(e) {
		this._$AM === void 0 && (this._$Cv = e, this._$AP?.(e));
	}
}, P = class {
	get tagName() {
		return this.element.tagName;
	}
	get _$AU() {
		return this._$AM._$AU;
	}
	constructor(e, t, n, r, i) {
		this.type = 1, this._$AH = k, this._$AN = void 0, this.element = e, this.name = t, this._$AM = r, this.options = i, n.length > 2 || n[0] !== "" || n[1] !== "" ? (this._$AH = Array(n.length - 1).fill(/* @__PURE__ */ new String()), this.strings = n) : this._$AH = k;
	}
	_$AI(e, t = this, n, r) {
		let i = this.strings, a = !1;
		if (i === void 0) e = M(this, e, t, 0), a = !S(e) || e !== this._$AH && e !== O, a && (this._$AH = e);
		else {
			let r = e, o, s;
			for (e = i[0], o = 0; o < i.length - 1; o++) s = M(this, r[n + o], t, o), s === O && (s = this._$AH[o]), a ||= !S(s) || s !== this._$AH[o], s === k ? e = k : e !== k && (e += (s ?? "") + i[o + 1]), this._$AH[o] = s;
		}
		a && !r && this.j(e);
	}
	j(e) {
		e === k ? this.element.removeAttribute(this.name) : this.element.setAttribute(this.name, e ?? "");
	}
}, De = class extends P {
	constructor() {
		super(...arguments), this.type = 3;
	}
	j(e) {
		this.element[this.name] = e === k ? void 0 : e;
	}
}, Oe = class extends P {
	constructor() {
		super(...arguments), this.type = 4;
	}
	j(e) {
		this.element.toggleAttribute(this.name, !!e && e !== k);
	}
}, ke = class extends P {
	constructor(e, t, n, r, i) {
		super(e, t, n, r, i), this.type = 5;
	}
	_$AI(e, t = this) {
		if ((e = M(this, e, t, 0) ?? k) === O) return;
		let n = this._$AH, r = e === k && n !== k || e.capture !== n.capture || e.once !== n.once || e.passive !== n.passive, i = e !== k && (n === k || r);
		r && this.element.removeEventListener(this.name, this, n), i && this.element.addEventListener(this.name, this, e), this._$AH = e;
	}
	handleEvent(e) {
		typeof this._$AH == "function" ? this._$AH.call(this.options?.host ?? this.element, e) : this._$AH.handleEvent(e);
	}
}, Ae = class {
	constructor(e, t, n) {
		this.element = e, this.type = 6, this._$AN = void 0, this._$AM = t, this.options = n;
	}
	get _$AU() {
		return this._$AM._$AU;
	}
	_$AI(e) {
		M(this, e);
	}
}, je = _.litHtmlPolyfillSupport;
je?.(j, N), (_.litHtmlVersions ??= []).push("3.3.3");
var Me = (e, t, n) => {
	let r = n?.renderBefore ?? t, i = r._$litPart$;
	if (i === void 0) {
		let e = n?.renderBefore ?? null;
		r._$litPart$ = i = new N(t.insertBefore(x(), e), e, void 0, n ?? {});
	}
	return i._$AI(e), i;
}, F = globalThis, I = class extends g {
	constructor() {
		super(...arguments), this.renderOptions = { host: this }, this._$Do = void 0;
	}
	createRenderRoot() {
		let e = super.createRenderRoot();
		return this.renderOptions.renderBefore ??= e.firstChild, e;
	}
	update(e) {
		let t = this.render();
		this.hasUpdated || (this.renderOptions.isConnected = this.isConnected), super.update(e), this._$Do = Me(t, this.renderRoot, this.renderOptions);
	}
	connectedCallback() {
		super.connectedCallback(), this._$Do?.setConnected(!0);
	}
	disconnectedCallback() {
		super.disconnectedCallback(), this._$Do?.setConnected(!1);
	}
	render() {
		return O;
	}
};
I._$litElement$ = !0, I.finalized = !0, F.litElementHydrateSupport?.({ LitElement: I });
var Ne = F.litElementPolyfillSupport;
Ne?.({ LitElement: I }), (F.litElementVersions ??= []).push("4.2.2");
// node_modules/valibot/dist/index.mjs
var Pe = {
	lang: void 0,
	message: void 0,
	abortEarly: void 0,
	abortPipeEarly: void 0
};
/* @__NO_SIDE_EFFECTS__ */
function Fe(e) {
	return e ? {
		lang: e?.lang ?? void 0,
		message: e?.message,
		abortEarly: e?.abortEarly ?? void 0,
		abortPipeEarly: e?.abortPipeEarly ?? void 0
	} : Pe;
}
/* @__NO_SIDE_EFFECTS__ */
function L(e) {
	let t = typeof e;
	return t === "string" ? `"${e}"` : t === "number" || t === "bigint" || t === "boolean" ? `${e}` : t === "object" || t === "function" ? (e && Object.getPrototypeOf(e)?.constructor?.name) ?? "null" : t;
}
function R(e, t, n, r, i) {
	let a = i && "input" in i ? i.input : n.value, o = i?.expected ?? e.expects ?? null, s = i?.received ?? /* @__PURE__ */ L(a), c = {
		kind: e.kind,
		type: e.type,
		input: a,
		expected: o,
		received: s,
		message: `Invalid ${t}: ${o ? `Expected ${o} but r` : "R"}eceived ${s}`,
		requirement: e.requirement,
		path: i?.path,
		issues: i?.issues,
		lang: r.lang,
		abortEarly: r.abortEarly,
		abortPipeEarly: r.abortPipeEarly
	}, l = e.kind === "schema", u = i?.message ?? e.message ?? (e.reference, c.lang, void 0) ?? (l ? (c.lang, void 0) : null) ?? r.message ?? (c.lang, void 0);
	u !== void 0 && (c.message = typeof u == "function" ? u(c) : u), l && (n.typed = !1), n.issues ? n.issues.push(c) : n.issues = [c];
}
/* @__NO_SIDE_EFFECTS__ */
function Ie(e, t) {
	return e === t || Number.isNaN(e) && Number.isNaN(t);
}
/* @__NO_SIDE_EFFECTS__ */
function Le(e, t) {
	let n = [...new Set(e)];
	return n.length > 1 ? `(${n.join(` ${t} `)})` : n[0] ?? "never";
}
function z(e) {
	return e["~standard"] = {
		version: 1,
		vendor: "valibot",
		validate: (t) => e["~run"]({ value: t }, /* @__PURE__ */ Fe())
	}, e;
}
var Re = class extends Error {
	constructor(e) {
		super(e[0].message), this.name = "ValiError", this.issues = e;
	}
};
/* @__NO_SIDE_EFFECTS__ */
function ze(e, t, n) {
	return typeof e.fallback == "function" ? e.fallback(t, n) : e.fallback;
}
/* @__NO_SIDE_EFFECTS__ */
function Be(e, t, n) {
	return typeof e.default == "function" ? e.default(t, n) : e.default;
}
/* @__NO_SIDE_EFFECTS__ */
function B(e, t) {
	return z({
		kind: "schema",
		type: "array",
		reference: B,
		expects: "Array",
		async: !1,
		item: e,
		message: t,
		"~run"(e, t) {
			let n = e.value;
			if (Array.isArray(n)) {
				e.typed = !0, e.value = [];
				for (let r = 0; r < n.length; r++) {
					let i = n[r], a = this.item["~run"]({ value: i }, t);
					if (a.issues) {
						let o = {
							type: "array",
							origin: "value",
							input: n,
							key: r,
							value: i
						};
						for (let t of a.issues) t.path ? t.path.unshift(o) : t.path = [o], e.issues?.push(t);
						if (e.issues ||= a.issues, t.abortEarly) {
							e.typed = !1;
							break;
						}
					}
					a.typed || (e.typed = !1), e.value.push(a.value);
				}
			} else R(this, "type", e, t);
			return e;
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function V(e, t) {
	return z({
		kind: "schema",
		type: "literal",
		reference: V,
		expects: /* @__PURE__ */ L(e),
		async: !1,
		literal: e,
		message: t,
		"~run"(e, t) {
			return /* @__PURE__ */ Ie(e.value, this.literal) ? e.typed = !0 : R(this, "type", e, t), e;
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function H(e, t) {
	return z({
		kind: "schema",
		type: "nullable",
		reference: H,
		expects: `(${e.expects} | null)`,
		async: !1,
		wrapped: e,
		default: t,
		"~run"(e, t) {
			return e.value === null && (this.default !== void 0 && (e.value = /* @__PURE__ */ Be(this, e, t)), e.value === null) ? (e.typed = !0, e) : this.wrapped["~run"](e, t);
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function U(e, t) {
	return z({
		kind: "schema",
		type: "object",
		reference: U,
		expects: "Object",
		async: !1,
		entries: e,
		message: t,
		"~run"(e, t) {
			let n = e.value;
			if (n && typeof n == "object") {
				e.typed = !0, e.value = {};
				for (let r in this.entries) {
					let i = this.entries[r];
					if (r in n || (i.type === "exact_optional" || i.type === "optional" || i.type === "nullish") && i.default !== void 0) {
						let a = r in n ? n[r] : /* @__PURE__ */ Be(i), o = i["~run"]({ value: a }, t);
						if (o.issues) {
							let i = {
								type: "object",
								origin: "value",
								input: n,
								key: r,
								value: a
							};
							for (let t of o.issues) t.path ? t.path.unshift(i) : t.path = [i], e.issues?.push(t);
							if (e.issues ||= o.issues, t.abortEarly) {
								e.typed = !1;
								break;
							}
						}
						o.typed || (e.typed = !1), e.value[r] = o.value;
					} else if (i.fallback !== void 0) e.value[r] = /* @__PURE__ */ ze(i);
					else if (i.type !== "exact_optional" && i.type !== "optional" && i.type !== "nullish" && (R(this, "key", e, t, {
						input: void 0,
						expected: `"${r}"`,
						path: [{
							type: "object",
							origin: "key",
							input: n,
							key: r,
							value: n[r]
						}]
					}), t.abortEarly)) break;
				}
			} else R(this, "type", e, t);
			return e;
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function Ve(e, t) {
	return z({
		kind: "schema",
		type: "picklist",
		reference: Ve,
		expects: /* @__PURE__ */ Le(e.map(L), "|"),
		async: !1,
		options: e,
		message: t,
		"~run"(e, t) {
			return this.options.includes(e.value) ? e.typed = !0 : R(this, "type", e, t), e;
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function W(e) {
	return z({
		kind: "schema",
		type: "string",
		reference: W,
		expects: "string",
		async: !1,
		message: e,
		"~run"(e, t) {
			return typeof e.value == "string" ? e.typed = !0 : R(this, "type", e, t), e;
		}
	});
}
/* @__NO_SIDE_EFFECTS__ */
function He(e) {
	let t;
	if (e) for (let n of e) if (t) for (let e of n.issues) t.push(e);
	else t = n.issues;
	return t;
}
/* @__NO_SIDE_EFFECTS__ */
function Ue(e, t) {
	return z({
		kind: "schema",
		type: "union",
		reference: Ue,
		expects: /* @__PURE__ */ Le(e.map((e) => e.expects), "|"),
		async: !1,
		options: e,
		message: t,
		"~run"(e, t) {
			let n, r, i;
			for (let a of this.options) {
				let o = a["~run"]({ value: e.value }, t);
				if (o.typed) {
					if (o.issues) r ? r.push(o) : r = [o];
					else {
						n = o;
						break;
					}
				} else i ? i.push(o) : i = [o];
			}
			if (n) return n;
			if (r) {
				if (r.length === 1) return r[0];
				R(this, "type", e, t, { issues: /* @__PURE__ */ He(r) }), e.typed = !0;
			} else if (i?.length === 1) return i[0];
			else R(this, "type", e, t, { issues: /* @__PURE__ */ He(i) });
			return e;
		}
	});
}
function We(e, t, n) {
	let r = e["~run"]({ value: t }, /* @__PURE__ */ Fe(n));
	if (r.issues) throw new Re(r.issues);
	return r.value;
}
// src/link/host.ts
var Ge = 4e3, Ke = /* @__PURE__ */ U({ clips: /* @__PURE__ */ B(/* @__PURE__ */ U({
	clip_id: /* @__PURE__ */ W(),
	camera_id: /* @__PURE__ */ H(/* @__PURE__ */ W()),
	started_at: /* @__PURE__ */ W(),
	labels: /* @__PURE__ */ B(/* @__PURE__ */ Ve([
		"person",
		"vehicle",
		"animal",
		"package",
		"motion"
	])),
	state: /* @__PURE__ */ Ue([
		/* @__PURE__ */ V("recording"),
		/* @__PURE__ */ V("sealed"),
		/* @__PURE__ */ V("incomplete")
	]),
	unlocked_until: /* @__PURE__ */ H(/* @__PURE__ */ W())
})) }), qe = /* @__PURE__ */ U({ cameras: /* @__PURE__ */ B(/* @__PURE__ */ U({
	camera_id: /* @__PURE__ */ W(),
	name: /* @__PURE__ */ W(),
	entity_id: /* @__PURE__ */ H(/* @__PURE__ */ W())
})) }), Je = class {
	#e;
	#t;
	#n;
	#r;
	#i = [];
	#a = null;
	#o = /* @__PURE__ */ new Map();
	#s = !1;
	#c = 0;
	#l = 0;
	#u;
	constructor(e, t, n) {
		this.#e = e, this.#t = t.entityId, this.#n = t.count, this.#r = n;
	}
	async open() {
		this.#e.connection.addEventListener("disconnected", this.#f), await this.#d();
	}
	close() {
		this.#s = !0, this.#e.connection.removeEventListener("disconnected", this.#f), this.#p(), this.#v([]);
	}
	async #d() {
		let e = this.#c;
		try {
			await this.#m(e, "overview/subscribe", (e) => {
				this.#a = We(qe, e).cameras;
			}), await this.#m(e, "clips/subscribe", () => void 0);
		} catch {
			if (e !== this.#c) return;
			this.#r(null), this.#f();
		}
	}
	#f = () => {
		this.#p(), this.#u = setTimeout(() => void this.#d(), Ge);
	};
	#p() {
		this.#c++, clearTimeout(this.#u);
		for (let e of this.#i.splice(0)) e().catch(() => void 0);
	}
	async #m(e, t, n) {
		if (e !== this.#c) return;
		let r = await this.#e.connection.subscribeMessage((e) => {
			n(e), this.#h();
		}, { type: `secure_video/${t}` }, { resubscribe: !1 });
		e === this.#c ? this.#i.push(r) : await r();
	}
	async #h() {
		let e = ++this.#l, t = this.#a;
		if (!t) return;
		let n = t.find(({ entity_id: e }) => e === this.#t);
		if (this.#t !== null && !n) return this.#r({
			cameras: t,
			clips: [],
			pictures: /* @__PURE__ */ new Map()
		});
		try {
			let r = {
				type: "secure_video/clips/list",
				limit: this.#n,
				...n && { camera_id: n.camera_id }
			}, { clips: i } = We(Ke, await this.#e.callWS(r));
			await this.#g(i), e === this.#l && !this.#s && this.#r({
				cameras: t,
				clips: i,
				pictures: new Map(this.#o)
			});
		} catch {
			e === this.#l && !this.#s && this.#r(null);
		}
	}
	async #g(e) {
		let t = e.filter(Ye);
		this.#v(t), await Promise.all(t.map(({ clip_id: e }) => this.#_(e)));
	}
	async #_(e) {
		if (this.#o.has(e)) return;
		let t = await this.#e.fetchWithAuth(`/api/secure_video/clips/${e}/thumbnail`).catch(() => null);
		if (!t?.ok) return;
		let n = URL.createObjectURL(await t.blob());
		this.#s || this.#o.has(e) ? URL.revokeObjectURL(n) : this.#o.set(e, n);
	}
	#v(e) {
		let t = new Set(e.map(({ clip_id: e }) => e));
		for (let [e, n] of this.#o) t.has(e) || (URL.revokeObjectURL(n), this.#o.delete(e));
	}
};
function Ye({ unlocked_until: e }) {
	return e !== null && Date.parse(e) > Date.now();
}
// src/host/card-texts.ts
var G = {
	en: {
		about: "The last incidents, sealed",
		camera: "Camera (none: all)",
		count: "Incidents",
		empty: "Nothing was recorded yet",
		failed: "Secure Video does not answer",
		recording: "Being recorded",
		sealed: "Sealed: open it in the panel",
		unseen: "No camera here that you may see",
		wrongCamera: "camera is not a camera entity",
		animal: "Animal",
		motion: "Motion",
		package: "Package",
		person: "Person",
		vehicle: "Vehicle"
	},
	de: {
		about: "Die letzten Ereignisse, versiegelt",
		camera: "Kamera (keine: alle)",
		count: "Ereignisse",
		empty: "Noch wurde nichts aufgenommen",
		failed: "Secure Video antwortet nicht",
		recording: "Wird aufgenommen",
		sealed: "Versiegelt: öffne es im Panel",
		unseen: "Keine Kamera hier, die du sehen darfst",
		wrongCamera: "camera ist keine Kamera-Entität",
		animal: "Tier",
		motion: "Bewegung",
		package: "Paket",
		person: "Person",
		vehicle: "Fahrzeug"
	},
	es: {
		about: "Los últimos incidentes, sellados",
		camera: "Cámara (ninguna: todas)",
		count: "Incidentes",
		empty: "Aún no se ha grabado nada",
		failed: "Secure Video no responde",
		recording: "Grabando",
		sealed: "Sellado: ábrelo en el panel",
		unseen: "Aquí no hay ninguna cámara que puedas ver",
		wrongCamera: "camera no es una entidad de cámara",
		animal: "Animal",
		motion: "Movimiento",
		package: "Paquete",
		person: "Persona",
		vehicle: "Vehículo"
	},
	fr: {
		about: "Les derniers incidents, scellés",
		camera: "Caméra (aucune : toutes)",
		count: "Incidents",
		empty: "Rien n’a encore été enregistré",
		failed: "Secure Video ne répond pas",
		recording: "Enregistrement en cours",
		sealed: "Scellé : ouvrez-le dans le panneau",
		unseen: "Aucune caméra ici que vous puissiez voir",
		wrongCamera: "camera n’est pas une entité de caméra",
		animal: "Animal",
		motion: "Mouvement",
		package: "Colis",
		person: "Personne",
		vehicle: "Véhicule"
	},
	pl: {
		about: "Ostatnie incydenty, zapieczętowane",
		camera: "Kamera (brak: wszystkie)",
		count: "Incydenty",
		empty: "Nic jeszcze nie nagrano",
		failed: "Secure Video nie odpowiada",
		recording: "Trwa nagrywanie",
		sealed: "Zapieczętowane: otwórz w panelu",
		unseen: "Nie ma tu kamery, którą możesz zobaczyć",
		wrongCamera: "camera nie jest encją kamery",
		animal: "Zwierzę",
		motion: "Ruch",
		package: "Paczka",
		person: "Osoba",
		vehicle: "Pojazd"
	}
};
function K(e) {
	let t = e.split("-")[0] ?? "";
	return Object.hasOwn(G, t) ? G[t] : G.en;
}
// src/host/card.ts
var q = "secure-video-card", Xe = {
	person: e,
	vehicle: t,
	animal: i,
	package: r,
	motion: n
}, J = 4, Y = 24, Ze = class extends I {
	static properties = {
		hass: { attribute: !1 },
		config: { state: !0 },
		content: { state: !0 }
	};
	#e;
	static styles = d` ha-card { padding: 12px; block-size: 100%; box-sizing: border-box; } ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(120px, 1fr)); gap: 10px; margin: 0; padding: 0; list-style: none; } a { display: block; border-radius: 10px; overflow: hidden; color: var(--primary-text-color); text-decoration: none; } a:focus-visible { outline: 2px solid var(--primary-color); outline-offset: 2px; } .tile { position: relative; display: grid; place-items: center; aspect-ratio: 16 / 9; border-radius: 10px; overflow: hidden; color: var(--secondary-text-color); background: repeating-linear-gradient( -45deg, var(--secondary-background-color) 0 8px, color-mix(in srgb, var(--secondary-background-color) 88%, var(--primary-text-color)) 8px 9px ); } img { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; object-fit: cover; } svg { inline-size: 22px; block-size: 22px; fill: currentcolor; } .what { display: flex; align-items: center; gap: 6px; padding: 6px 2px 0; font-size: 0.875rem; } .what svg { flex: none; inline-size: 18px; block-size: 18px; } .what span { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; } .when { margin: 0; padding: 0 2px 4px; font-size: 0.8125rem; color: var(--secondary-text-color); } p.empty { margin: 0; padding: 20px 8px; text-align: center; color: var(--secondary-text-color); } `;
	static getConfigForm() {
		return {
			schema: [{
				name: "camera",
				selector: { entity: { filter: {
					integration: "secure_video",
					domain: "camera"
				} } }
			}, {
				name: "count",
				default: J,
				selector: { number: {
					min: 1,
					max: Y,
					mode: "box"
				} }
			}],
			computeLabel: ({ name: e }) => X()[e]
		};
	}
	static getStubConfig() {
		return { count: J };
	}
	setConfig(e) {
		let { camera: t, count: n = J } = e;
		if (t !== void 0 && !/^camera\.\w+$/.test(t)) throw Error(X().wrongCamera);
		if (!Number.isInteger(n) || n < 1 || n > Y) throw Error(`${X().count} (count): 1–${Y}`);
		this.config = e;
	}
	getCardSize() {
		return 1 + 2 * Math.ceil((this.config?.count ?? J) / 3);
	}
	getGridOptions() {
		return {
			columns: 12,
			min_columns: 4,
			min_rows: 2
		};
	}
	connectedCallback() {
		super.connectedCallback(), this.hasUpdated && this.#i();
	}
	disconnectedCallback() {
		super.disconnectedCallback(), this.#e?.close(), this.#e = void 0;
	}
	updated(e) {
		(e.has("config") || !this.#e) && this.#i();
	}
	render() {
		let { hass: e, content: t } = this;
		if (!e || t === void 0) return D`<ha-card></ha-card>`;
		let n = K(e.locale.language);
		return t?.clips.length ? D`<ha-card>
      <ul>
        ${t.clips.map((e) => D`<li>${this.#n(e, t, n)}</li>`)}
      </ul>
    </ha-card>` : D`<ha-card><p class="empty">${this.#t(t, n)}</p></ha-card>`;
	}
	#t(e, t) {
		if (!e) return t.failed;
		let { camera: n } = this.config ?? {};
		return e.cameras.some(({ entity_id: e }) => !n || e === n) ? t.empty : t.unseen;
	}
	#n(e, { cameras: t, pictures: n }, r) {
		let i = `/secure-video/clip/${e.clip_id}`, a = n.get(e.clip_id), [o = "motion"] = e.labels, s = e.labels.length ? e.labels.map((e) => r[e]).join(", ") : r.recording, c = t.find(({ camera_id: t }) => t === e.camera_id)?.name;
		return D`<a href=${i} @click=${(e) => Qe(e, i)}>
      <div class="tile" title=${a ? k : r.sealed}>
        ${a ? D`<img src=${a} alt="" />` : $e("M12,17C10.89,17 10,16.1 10,15C10,13.89 10.89,13 12,13A2,2 0 0,1 14,15A2,2 0 0,1 12,17M18,20V10H6V20H18M18,8A2,2 0 0,1 20,10V20A2,2 0 0,1 18,22H6C4.89,22 4,21.1 4,20V10C4,8.89 4.89,8 6,8H7V6A5,5 0 0,1 12,1A5,5 0 0,1 17,6V8H18M12,3A3,3 0 0,0 9,6V8H15V6A3,3 0 0,0 12,3Z")}
      </div>
      <div class="what">${$e(Xe[o])}<span>${s}</span></div>
      <p class="when">${this.#r(e.started_at)}${c && !this.config?.camera ? ` · ${c}` : k}</p>
    </a>`;
	}
	#r(e) {
		let { locale: t, config: n } = this.hass, r = new Date(e), i = r.toDateString() === (/* @__PURE__ */ new Date()).toDateString();
		return r.toLocaleString(t.language, {
			hour: "numeric",
			minute: "2-digit",
			...!i && {
				day: "numeric",
				month: "short"
			},
			...t.time_zone === "server" && { timeZone: n.time_zone },
			...t.time_format === "12" && { hour12: !0 },
			...t.time_format === "24" && { hour12: !1 }
		});
	}
	#i() {
		this.#e?.close(), this.#e = void 0;
		let { hass: e, config: t } = this;
		if (!e || !t || !this.isConnected) return;
		let n = {
			entityId: t.camera ?? null,
			count: t.count ?? J
		};
		this.#e = new Je(e, n, (e) => {
			this.content = e;
		}), this.#e.open();
	}
};
function X() {
	return K(document.documentElement.lang);
}
function Qe(e, t) {
	e.ctrlKey || e.metaKey || e.shiftKey || e.button !== 0 || (e.preventDefault(), history.pushState(null, "", t), window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: !1 } })));
}
function $e(e) {
	return D`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${e}></path></svg>`;
}
// src/host/card-offer.ts
var et = {
	type: q,
	name: "Secure Video",
	preview: !0,
	documentationURL: "https://github.com/secure-video/secure-video-home-assistant/blob/main/docs/panel.md#the-card",
	get description() {
		return K(document.documentElement.lang).about;
	},
	getEntitySuggestion(e, t) {
		return t.startsWith("camera.") && e.entities[t]?.platform === "secure_video" ? { config: {
			type: `custom:${q}`,
			camera: t
		} } : null;
	}
};
function tt() {
	if (customElements.get("secure-video-card")) return;
	customElements.define(q, Ze);
	let e = window;
	e.customCards ??= [], e.customCards.push(et);
}
// src/link/link.ts
var Z = class extends Error {
	code;
	details;
	constructor(e, t, n = {}) {
		super(t), this.name = "LinkError", this.code = e, this.details = n;
	}
};
function nt(e, t) {
	let n = /* @__PURE__ */ new Map(), r = (t, n) => e.postMessage(t, it(n)), i = (e, t) => r({
		id: e,
		kind: "error",
		...ot(t)
	}), a = async (e) => {
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
			n.delete(e), i(e, t);
		}
	};
	e.onmessage = async ({ data: e }) => {
		let { id: o } = e;
		switch (e.kind) {
			case "more": return a(o);
			case "leave": {
				let e = n.get(o);
				n.delete(o), e?.return?.(void 0)?.catch(() => void 0);
				return;
			}
			case "stream": try {
				let r = at(t, e.method)(...e.args);
				return n.set(o, r[Symbol.asyncIterator]()), a(o);
			} catch (e) {
				return i(o, e);
			}
			case "call": try {
				let n = await at(t, e.method)(...e.args);
				return r({
					id: o,
					kind: "result",
					value: n
				}, n);
			} catch (e) {
				return i(o, e);
			}
		}
	};
}
function Q(e, ...t) {
	return rt.set(e, t), e;
}
var rt = /* @__PURE__ */ new WeakMap();
function it(e) {
	return typeof e == "object" && e ? rt.get(e) ?? [] : [];
}
function at(e, t) {
	let n = Object.hasOwn(e, t) ? Reflect.get(e, t) : void 0;
	if (typeof n != "function") throw new Z("unknown_method", `There is no method ${t}.`);
	return (...t) => Reflect.apply(n, e, t);
}
function ot(e) {
	return e instanceof Z ? {
		code: e.code,
		message: e.message,
		details: e.details
	} : {
		code: "failed",
		message: e instanceof Error ? e.message : String(e),
		details: {}
	};
}
// src/host/fonts.ts
var st = /* @__PURE__ */ new Set([
	"400",
	"500",
	"600",
	"700"
]);
async function ct(e) {
	let t = [...document.styleSheets].flatMap((e) => lt(e) ? [...e.cssRules] : []).filter((e) => e instanceof CSSFontFaceRule).map(({ style: e }) => ({
		family: e.getPropertyValue("font-family").replaceAll(/["']/g, ""),
		weight: e.getPropertyValue("font-weight"),
		isUpright: e.getPropertyValue("font-style") !== "italic",
		address: /url\(["']?([^"')]+)/.exec(e.getPropertyValue("src"))?.[1]
	})).filter(({ family: t, weight: n, isUpright: r }) => e.includes(t) && st.has(n) && r);
	return (await Promise.all(t.map(async ({ family: e, weight: t, address: n = "" }) => {
		let { href: r, origin: i } = new URL(n, document.baseURI), a = i === location.origin ? await fetch(r) : null;
		return a?.ok ? {
			family: e,
			weight: t,
			bytes: await a.arrayBuffer()
		} : null;
	}))).filter((e) => e !== null);
}
function lt({ href: e }) {
	return e === null || new URL(e, document.baseURI).origin === location.origin;
}
// src/host/passkey.ts
var ut = { eval: { first: new TextEncoder().encode("secure-video-panel/identity/1") } };
async function dt() {
	return /^[\d.]+$|^\[/.test(location.hostname) || !window.isSecureContext || !window.PublicKeyCredential ? !1 : PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => !1);
}
async function ft(e) {
	return pt((await mt(() => navigator.credentials.create({ publicKey: {
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
		extensions: { prf: ut }
	} }))).id);
}
async function pt(e) {
	let t = (await mt(() => navigator.credentials.get({ publicKey: {
		challenge: crypto.getRandomValues(/* @__PURE__ */ new Uint8Array(32)),
		allowCredentials: [{
			type: "public-key",
			id: ht(e)
		}],
		userVerification: "required",
		extensions: { prf: ut }
	} }))).getClientExtensionResults().prf?.results?.first;
	if (!t) throw new Z("not_made", "This device's passkeys cannot hold a key.");
	let n = ArrayBuffer.isView(t) ? new Uint8Array(t.buffer, t.byteOffset, t.byteLength) : new Uint8Array(t);
	return {
		id: e,
		secret: new Uint8Array(n).buffer
	};
}
async function mt(e) {
	let t = await e().catch(() => null);
	if (!(t instanceof PublicKeyCredential)) throw new Z("not_made", "The passkey was not given.");
	return t;
}
function ht(e) {
	return Uint8Array.from(atob(e.replaceAll("-", "+").replaceAll("_", "/")), (e) => e.charCodeAt(0));
}
// src/host/pushed.ts
var $ = class {
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
async function gt(e, t, n) {
	let { pathname: r, search: i } = vt(t.path), a = {
		...t.headers,
		...t.json === void 0 ? {} : { "Content-Type": "application/json" }
	};
	try {
		return await e.fetchWithAuth(`${r}${i}`, {
			method: t.method ?? "GET",
			headers: a,
			cache: "no-store",
			...t.json === void 0 ? {} : { body: JSON.stringify(t.json) },
			...n ? { signal: n } : {}
		});
	} catch (e) {
		throw new Z("offline", e instanceof Error ? e.message : "Home Assistant does not answer.");
	}
}
function _t(e, t) {
	return {
		status: e.status,
		headers: Object.fromEntries(e.headers),
		body: t
	};
}
function vt(e) {
	let t = new URL(e, location.origin);
	if (t.origin !== location.origin || !t.pathname.startsWith("/api/")) throw new Z("refused", "Only Home Assistant's API can be asked.");
	return t;
}
// src/host/bridge.ts
function yt(e) {
	let t = /* @__PURE__ */ new Set(), n = /* @__PURE__ */ new Set();
	return {
		service: {
			async ws(t) {
				return await e.hass.callWS(t).catch((t) => Ct(t, e.hass));
			},
			async *subscribe(t) {
				let r = new $(), { connection: i } = e.hass, a = await i.subscribeMessage((e) => r.push(e), t, { resubscribe: !1 }).catch((t) => Ct(t, e.hass)), o = () => void a().catch(() => void 0), s = () => r.end();
				i.addEventListener("disconnected", s), n.add(o);
				try {
					yield* r;
				} finally {
					i.removeEventListener("disconnected", s), n.delete(o), o();
				}
			},
			async fetch(t) {
				let n = await gt(e.hass, t), r = await n.arrayBuffer();
				return Q(_t(n, r), r);
			},
			async *fetchStream(t) {
				let n = new AbortController();
				try {
					let r = await gt(e.hass, t, n.signal);
					yield _t(r, /* @__PURE__ */ new ArrayBuffer(0));
					for await (let e of r.body ?? []) {
						let t = new Uint8Array(e).buffer;
						yield Q(t, t);
					}
				} finally {
					n.abort();
				}
			},
			async *context() {
				let n = new $({ newestOnly: !0 });
				t.add(n), n.push(e.context);
				try {
					yield* n;
				} finally {
					t.delete(n);
				}
			},
			async fonts() {
				let t = await ct(e.context.theme["--ha-font-family-body"] ?? "");
				return Q(t, ...t.map(({ bytes: e }) => e));
			},
			async navigate(e, t) {
				let { origin: n, pathname: r, search: i } = new URL(e, location.origin);
				if (n !== location.origin) throw new Z("refused", "Only Home Assistant's own pages can be opened.");
				let a = t?.replace ?? !1;
				history[a ? "replaceState" : "pushState"](history.state, "", `${r}${i}`), window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: a } }));
			},
			async moreInfo(t) {
				bt(e, "hass-more-info", { entityId: t });
			},
			async toggleMenu() {
				bt(e, "hass-toggle-menu");
			},
			async remember(t, n) {
				let r = St(e, t);
				n === null ? localStorage.removeItem(r) : localStorage.setItem(r, n);
			},
			async recall(t) {
				return localStorage.getItem(St(e, t));
			},
			passkeysAreHere: dt,
			async makePasskey() {
				return xt(await ft(e.context.user));
			},
			async askPasskey(e) {
				return xt(await pt(e));
			}
		},
		push() {
			for (let n of t) n.push(e.context);
		},
		end() {
			for (let e of t) e.end();
			for (let e of n) e();
			n.clear();
		}
	};
}
function bt(e, t, n = {}) {
	e.dispatchEvent(new CustomEvent(t, {
		detail: n,
		bubbles: !0,
		composed: !0
	}));
}
function xt(e) {
	return Q(e, e.secret);
}
function St(e, t) {
	return `secure_video.${e.context.user.id}.${t}`;
}
async function Ct(e, t) {
	let { code: n, message: r, translation_domain: i, translation_key: a, translation_placeholders: o } = Object(e), s = i && a ? await t.loadBackendTranslation("exceptions", i).then(() => t.localize(`component.${i}.exceptions.${a}.message`, o ?? {})).catch(() => "") : "";
	throw new Z(n ?? "offline", s || r || "Home Assistant does not answer.", a ? { translation_key: a } : {});
}
// src/host/context.ts
var wt = [
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
function Tt(e, t, n) {
	let { locale: r, user: i } = e;
	return {
		language: r.language,
		timeZone: r.time_zone === "server" ? e.config.time_zone : Intl.DateTimeFormat().resolvedOptions().timeZone,
		hour12: r.time_format === "12" || r.time_format !== "24" && void 0,
		isDark: e.themes.darkMode ?? matchMedia("(prefers-color-scheme: dark)").matches,
		theme: Et(n),
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
function Et(e) {
	let t = getComputedStyle(e), n = wt.map((e) => [e, t.getPropertyValue(e).trim()]);
	return Object.fromEntries(n.filter(([, e]) => e));
}
// src/host/panel.ts
var Dt = class extends HTMLElement {
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
		return Tt(this.hass, {
			isNarrow: this.#t,
			route: `${this.#n}${location.search}`
		}, this);
	}
	connectedCallback() {
		let e = document.createElement("iframe");
		e.setAttribute("sandbox", "allow-scripts allow-downloads allow-modals"), e.allow = "fullscreen; autoplay; picture-in-picture", e.title = "Secure Video", e.src = "/secure_video_panel/frame-23168e692e3a0731.html", e.style.cssText = "display: block; border: 0; inline-size: 100%; block-size: 100%; color-scheme: normal;", e.addEventListener("load", () => this.#i(e)), this.style.cssText = "display: block; block-size: 100dvh; inline-size: 100%;", this.replaceChildren(e);
	}
	disconnectedCallback() {
		this.#r?.end(), this.#r = void 0, this.replaceChildren();
	}
	#i(e) {
		this.#r?.end(), this.#r = yt(this);
		let t = new MessageChannel(), n = new MessageChannel();
		nt(t.port1, this.#r.service), nt(n.port1, this.#r.service), e.contentWindow?.postMessage({
			kind: "secure-video-host",
			version: 1
		}, "*", [t.port2, n.port2]);
	}
	#a() {
		this.#e && this.#r?.push();
	}
};
await customElements.whenDefined("home-assistant"), customElements.get("secure-video-panel") || customElements.define("secure-video-panel", Dt), tt();
