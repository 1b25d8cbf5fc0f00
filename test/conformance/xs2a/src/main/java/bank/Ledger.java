package bank;

import de.adorsys.psd2.xs2a.spi.domain.account.*;
import de.adorsys.psd2.xs2a.spi.domain.common.SpiAmount;
import de.adorsys.psd2.xs2a.spi.domain.consent.SpiAccountAccess;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Currency;
import java.util.List;
import java.util.stream.Collectors;

/** The accounts of every user here, and which of them a consent covers. */
final class Ledger {
  static final Currency EUR = Currency.getInstance("EUR");
  static final List<SpiAccountReference> ACCOUNTS =
      List.of(reference(0, "DE89370400440532013000"), reference(1, "DE02120300000000202051"));

  private Ledger() {}

  private static SpiAccountReference reference(int n, String iban) {
    return new SpiAccountReference("core-" + n, "res-" + n, iban, null, null, null, null, EUR, null);
  }

  /** The accounts that are named, or all of them where none is. */
  static List<SpiAccountReference> among(List<SpiAccountReference> named) {
    if (named == null || named.isEmpty()) return ACCOUNTS;
    List<String> ibans = named.stream().map(SpiAccountReference::getIban).collect(Collectors.toList());
    return ACCOUNTS.stream().filter(account -> ibans.contains(account.getIban())).collect(Collectors.toList());
  }

  static SpiAccountAccess access(SpiAccountConsent consent) {
    SpiAccountAccess asked = consent.getAccess();
    SpiAccountAccess access = new SpiAccountAccess();
    access.setAccounts(among(asked.getAccounts()));
    access.setBalances(among(asked.getBalances()));
    access.setTransactions(among(asked.getTransactions()));
    return access;
  }

  static SpiAccountDetails details(SpiAccountReference reference, boolean withBalance) {
    boolean isMain = reference.getResourceId().equals("res-0");
    return new SpiAccountDetails(
        reference.getAspspAccountId(), reference.getResourceId(), reference.getIban(), null, null, null, null, EUR,
        isMain ? "Giro" : null, isMain ? "Main" : "Savings", "Girokonto", SpiAccountType.CACC,
        SpiAccountStatus.ENABLED, "COBADEFFXXX", null, SpiUsageType.PRIV, null,
        withBalance ? balances(reference) : null, null, null);
  }

  static List<SpiAccountBalance> balances(SpiAccountReference reference) {
    String booked = ACCOUNTS.get(0).getIban().equals(reference.getIban()) ? "1540.12" : "-20.5";
    return List.of(balance(booked, SpiBalanceType.CLOSING_BOOKED), balance("1500", SpiBalanceType.INTERIM_AVAILABLE));
  }

  private static SpiAccountBalance balance(String amount, SpiBalanceType type) {
    SpiAccountBalance balance = new SpiAccountBalance();
    balance.setSpiBalanceAmount(new SpiAmount(EUR, new BigDecimal(amount)));
    balance.setSpiBalanceType(type);
    balance.setReferenceDate(LocalDate.now());
    balance.setLastChangeDateTime(LocalDateTime.now().withNano(0));
    return balance;
  }
}
