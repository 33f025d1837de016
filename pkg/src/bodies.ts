// The bodies of Friendbuy's merchant API. In mode "segment" a custom attribute that is named like a member here takes
// its place with whatever value it has, as in Segment; in the other modes the types below hold.

/** What every call can carry. */
interface CommonBody {
  email?: string;
  firstName?: string;
  lastName?: string;
  isNewCustomer?: boolean;
  ipAddress?: string;
  userAgent?: string;
  /** Custom attributes and what Friendbuy has no member for. */
  additionalProperties?: { [name: string]: string };
}

/** What ties a call to the advocate who referred the customer. Friendbuy tries them in this order. */
interface Attribution {
  couponCode?: string;
  attributionId?: string;
  referralCode?: string;
}

/** A birthday, with or without its year. */
interface Birthday {
  /** 1 to 31. */
  day: number;
  /** 1 to 12. */
  month: number;
  year?: number;
}

/** Whether a customer takes part in the loyalty programme. */
type LoyaltyStatus = "in" | "out" | "blocked";

/** `POST /v1/customer` */
export interface CustomerBody extends CommonBody {
  customerId: string;
  email: string;
  age?: number;
  birthday?: Birthday;
  gender?: string;
  language?: string;
  timezone?: string;
  category?: string;
  country?: string;
  state?: string;
  city?: string;
  zipCode?: string;
  loyaltyStatus?: LoyaltyStatus;
}

/** A line of an order. */
export interface Product {
  /** `"unknown"` if the event has none. */
  sku: string;
  /** `"unknown"` if the event has none. */
  name: string;
  /** 1 if the event has none. */
  quantity: number;
  price?: number;
  description?: string;
  category?: string;
  url?: string;
  imageUrl?: string;
}

/** `POST /v1/event/purchase` */
export interface PurchaseBody extends CommonBody, Attribution {
  orderId: string;
  amount: number;
  currency: string;
  customerId?: string;
  giftCardCodes?: string[];
  products?: Product[];
}

/** `POST /v1/event/account-sign-up` */
export interface SignUpBody extends CommonBody, Attribution {
  customerId: string;
  email: string;
  age?: number;
  birthday?: Birthday;
  loyaltyStatus?: LoyaltyStatus;
}

/** `POST /v1/event/custom` */
export interface CustomEventBody extends CommonBody, Attribution {
  eventType: string;
  email: string;
  /** In mode `"segment"` among the additional properties instead. */
  customerId?: string;
  /** Friendbuy rewards an event type once for each of these. */
  deduplicationId?: string;
}
