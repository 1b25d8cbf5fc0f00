package bank;

import de.adorsys.psd2.stub.impl.AccountSpiMockImpl;
import de.adorsys.psd2.xs2a.spi.domain.SpiAspspConsentDataProvider;
import de.adorsys.psd2.xs2a.spi.domain.SpiContextData;
import de.adorsys.psd2.xs2a.spi.domain.account.*;
import de.adorsys.psd2.xs2a.spi.domain.common.SpiAmount;
import de.adorsys.psd2.xs2a.spi.domain.response.SpiResponse;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Primary;
import org.springframework.stereotype.Service;

/** What can be read: two accounts, two booked transactions and a pending one without an id. */
@Primary
@Service
class BankAccounts extends AccountSpiMockImpl {
  @Override
  public SpiResponse<List<SpiAccountDetails>> requestAccountList(
      SpiContextData context, boolean withBalance, SpiAccountConsent consent, SpiAspspConsentDataProvider data) {
    List<SpiAccountReference> covered = Ledger.among(consent.getAccess().getAccounts());
    return Users.answer(
        covered.stream().map(account -> Ledger.details(account, withBalance)).collect(Collectors.toList()));
  }

  @Override
  public SpiResponse<SpiAccountDetails> requestAccountDetailForAccount(
      SpiContextData context, boolean withBalance, SpiAccountReference account, SpiAccountConsent consent,
      SpiAspspConsentDataProvider data) {
    return Users.answer(Ledger.details(Ledger.among(List.of(account)).get(0), withBalance));
  }

  @Override
  public SpiResponse<List<SpiAccountBalance>> requestBalancesForAccount(
      SpiContextData context, SpiAccountReference account, SpiAccountConsent consent,
      SpiAspspConsentDataProvider data) {
    return Users.answer(Ledger.balances(account));
  }

  @Override
  public SpiResponse<SpiTransactionReport> requestTransactionsForAccount(
      SpiContextData context, SpiTransactionReportParameters parameters, SpiAccountReference account,
      SpiAccountConsent consent, SpiAspspConsentDataProvider data) {
    List<SpiTransaction> rows = List.of(debit("t1", "-34.9", true), credit("t2", "2500"), debit(null, "-5.00", false));
    return Users.answer(new SpiTransactionReport(null, rows, null, "application/json", null, null, 1));
  }

  private static SpiTransaction debit(String id, String amount, boolean isBooked) {
    SpiTransactionInfo info = new SpiTransactionInfo(
        "Stadtwerke", Ledger.ACCOUNTS.get(1), null, null, null, null, null, null, "Ref " + amount, null, null, null,
        null);
    return row(id, amount, isBooked, info);
  }

  private static SpiTransaction credit(String id, String amount) {
    SpiTransactionInfo info = new SpiTransactionInfo(
        null, null, null, null, "Employer AG", null, null, null, null, List.of("line one", "line two"), null, null,
        null);
    return row(id, amount, true, info);
  }

  private static SpiTransaction row(String id, String amount, boolean isBooked, SpiTransactionInfo info) {
    LocalDate today = LocalDate.now();
    return new SpiTransaction(
        id, null, "E2E" + amount, null, null, null, isBooked ? today.minusDays(3) : null, today.minusDays(2),
        new SpiAmount(Ledger.EUR, new BigDecimal(amount)), Collections.emptyList(), info, "PMNT-RCDT-ESCT", "+166",
        null, null, null, null, null, null);
  }
}
