import { foldText } from '../../core/kernel/text.js'

/** ISO 3166-1: each country's three letters, then its two. */
const iso3166 =
  'ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG AUSAU AUTAT AZEAZ BDIBI BELBE BENBJ ' +
  'BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL BLRBY BLZBZ BMUBM BOLBO BRABR BRBBB BRNBN BTNBT BVTBV BWABW CAFCF CANCA ' +
  'CCKCC CHECH CHLCL CHNCN CIVCI CMRCM CODCD COGCG COKCK COLCO COMKM CPVCV CRICR CUBCU CUWCW CXRCX CYMKY CYPCY CZECZ DEUDE ' +
  'DJIDJ DMADM DNKDK DOMDO DZADZ ECUEC EGYEG ERIER ESHEH ESPES ESTEE ETHET FINFI FJIFJ FLKFK FRAFR FROFO FSMFM GABGA GBRGB ' +
  'GEOGE GGYGG GHAGH GIBGI GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR GRDGD GRLGL GTMGT GUFGF GUMGU GUYGY HKGHK HMDHM HNDHN HRVHR ' +
  'HTIHT HUNHU IDNID IMNIM INDIN IOTIO IRLIE IRNIR IRQIQ ISLIS ISRIL ITAIT JAMJM JEYJE JORJO JPNJP KAZKZ KENKE KGZKG KHMKH ' +
  'KIRKI KNAKN KORKR KWTKW LAOLA LBNLB LBRLR LBYLY LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV MACMO MAFMF MARMA MCOMC MDAMD ' +
  'MDGMG MDVMV MEXMX MHLMH MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP MOZMZ MRTMR MSRMS MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA ' +
  'NCLNC NERNE NFKNF NGANG NICNI NIUNU NLDNL NORNO NPLNP NRUNR NZLNZ OMNOM PAKPK PANPA PCNPN PERPE PHLPH PLWPW PNGPG POLPL ' +
  'PRIPR PRKKP PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO RUSRU RWARW SAUSA SDNSD SENSN SGPSG SGSGS SHNSH SJMSJ SLBSB SLESL ' +
  'SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR SVKSK SVNSI SWESE SWZSZ SXMSX SYCSC SYRSY TCATC TCDTD TGOTG THATH TJKTJ ' +
  'TKLTK TKMTM TLSTL TONTO TTOTT TUNTN TURTR TUVTV TWNTW TZATZ UGAUG UKRUA UMIUM URYUY USAUS UZBUZ VATVA VCTVC VENVE VGBVG ' +
  'VIRVI VNMVN VUTVU WLFWF WSMWS YEMYE ZAFZA ZMBZM ZWEZW'

export const alpha2ByAlpha3: ReadonlyMap<string, string> = new Map(
  iso3166.split(' ').map((pair) => [pair.slice(0, 3), pair.slice(3)]),
)
const alpha2: ReadonlySet<string> = new Set(alpha2ByAlpha3.values())

/** Names that people write and that no list of countries has. */
const otherNames: Readonly<Record<string, string>> = {
  'united states of america': 'US',
  'u.s.a.': 'US',
  'u.s.': 'US',
  america: 'US',
  'great britain': 'GB',
  uk: 'GB',
  england: 'GB',
  scotland: 'GB',
  wales: 'GB',
  'northern ireland': 'GB',
  holland: 'NL',
  'the netherlands': 'NL',
  'viet nam': 'VN',
  'ivory coast': 'CI',
  'russian federation': 'RU',
  'republic of korea': 'KR',
  'south korea': 'KR',
  'democratic republic of the congo': 'CD',
  'people’s republic of china': 'CN',
  "people's republic of china": 'CN',
  czechia: 'CZ',
  'czech republic': 'CZ',
  turkey: 'TR',
  swaziland: 'SZ',
  burma: 'MM',
}

/** Country names as the people of many countries write them, folded. */
function readNames(): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const language of ['en', 'es', 'fr', 'de', 'pt', 'it', 'nl', 'pl', 'sv', 'sw']) {
    const display = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' })
    for (const code of alpha2) {
      const name = display.of(code)
      if (name !== undefined && !names.has(foldText(name))) names.set(foldText(name), code)
    }
  }
  for (const [name, code] of Object.entries(otherNames)) names.set(name, code)
  return names
}
let namesRead: ReadonlyMap<string, string> | undefined

/** A country as two letters, from two or three letters or its name in a usual language. */
export function readCountry(text: string): string | undefined {
  const code = text.trim().toUpperCase()
  if (alpha2.has(code)) return code
  namesRead ??= readNames()
  return alpha2ByAlpha3.get(code) ?? namesRead.get(foldText(text))
}

const stateNames =
  'AL Alabama,AK Alaska,AZ Arizona,AR Arkansas,CA California,CO Colorado,CT Connecticut,DE Delaware,DC District of Columbia,' +
  'FL Florida,GA Georgia,HI Hawaii,ID Idaho,IL Illinois,IN Indiana,IA Iowa,KS Kansas,KY Kentucky,LA Louisiana,ME Maine,' +
  'MD Maryland,MA Massachusetts,MI Michigan,MN Minnesota,MS Mississippi,MO Missouri,MT Montana,NE Nebraska,NV Nevada,' +
  'NH New Hampshire,NJ New Jersey,NM New Mexico,NY New York,NC North Carolina,ND North Dakota,OH Ohio,OK Oklahoma,OR Oregon,' +
  'PA Pennsylvania,RI Rhode Island,SC South Carolina,SD South Dakota,TN Tennessee,TX Texas,UT Utah,VT Vermont,VA Virginia,' +
  'WA Washington,WV West Virginia,WI Wisconsin,WY Wyoming'
const states: ReadonlyMap<string, string> = new Map(
  stateNames.split(',').flatMap((entry): [string, string][] => {
    const code = entry.slice(0, 2)
    return [
      [foldText(code), code],
      [foldText(entry.slice(3)), code],
    ]
  }),
)

/** Where somebody lives, as licences are given: the country, and in the United States the state. */
export function readJurisdiction(country: string, state: string | undefined): string | undefined {
  const subdivision = /^([A-Za-z]{2})-[A-Za-z0-9]{1,3}$/.exec(country.trim())
  if (subdivision?.[1] && alpha2.has(subdivision[1].toUpperCase())) return country.trim().toUpperCase()
  const code = readCountry(country)
  if (code !== 'US' || state === undefined) return code
  const found = states.get(foldText(state).replace(/^us-/, ''))
  return found === undefined ? code : `${code}-${found}`
}
