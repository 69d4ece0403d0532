import { pick } from "./hash.js";

/** An office: everything in a person's entry that follows from where they work. */
export interface Place {
  office: string;
  street: string;
  city: string;
  state: string | null;
  postalCode: string;
  country: string;
  usageLocation: string;
  language: string;
}

type Row = [string, string, string, string | null, string, string, string, string];

const ROWS: readonly Row[] = [
  ["18/2111", "4567 Main Street", "Seattle", "WA", "98052", "United States", "US", "en-US"],
  ["20/1101", "1 Market Plaza", "San Francisco", "CA", "94105", "United States", "US", "en-US"],
  ["LON-4", "2 Kingdom Street", "London", null, "W2 6BD", "United Kingdom", "GB", "en-GB"],
  ["BER-2", "Unter den Linden 17", "Berlin", "Berlin", "10117", "Germany", "DE", "de-DE"],
  ["MUC-1", "Walter-Gropius-Straße 5", "München", "Bayern", "80807", "Deutschland", "DE", "de"],
  ["PAR-1", "39 quai du Président Roosevelt", "Issy-les-Moulineaux", "Île-de-France", "92130", "France", "FR", "fr-FR"],
  ["MAD-3", "Paseo del Club Deportivo 1", "Pozuelo de Alarcón", "Madrid", "28223", "España", "ES", "es-ES"],
  ["TYO-S", "港区港南 2-16-3", "東京", "東京都", "108-0075", "日本", "JP", "ja-JP"],
  ["DXB", "شارع الشيخ زايد", "دبي", null, "00000", "الإمارات العربية المتحدة", "AE", "ar-AE"],
  ["SAO", "Av. Presidente Juscelino Kubitschek, 1909", "São Paulo", "SP", "04543-907", "Brazil", "BR", "pt-BR"],
  ["WAW-2", "Al. Jerozolimskie 195A", "Warszawa", "Mazowieckie", "02-222", "Polska", "PL", "pl-PL"],
  ["TLV", "7 Ha'Arba'a St", "Tel Aviv-Yafo", null, "6473907", "Israel", "IL", "he-IL"],
];

const PLACES: readonly Place[] = ROWS.map(
  ([office, street, city, state, postalCode, country, usageLocation, language]) => ({
    office,
    street,
    city,
    state,
    postalCode,
    country,
    usageLocation,
    language,
  }),
);

/** The office a hash leads to. */
export function placeOf(hash: number): Place {
  return pick(PLACES, hash);
}
